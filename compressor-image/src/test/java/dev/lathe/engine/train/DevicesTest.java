package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.execute.Placement;
import dev.lathe.engine.train.Devices.Gpu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTest {
  @ParameterizedTest
  @CsvSource({
    "CPU, AUTO, WITH_BFLOAT16, false, FLOAT32",
    "CPU, BFLOAT16, NONE, false, BFLOAT16",
    "AUTO, AUTO, NONE, false, FLOAT32",
    "AUTO, AUTO, PLAIN, true, FLOAT32",
    "AUTO, AUTO, WITH_BFLOAT16, true, BFLOAT16",
    "AUTO, FLOAT32, WITH_BFLOAT16, true, FLOAT32",
    "AUTO, BFLOAT16, NONE, false, BFLOAT16",
    "CUDA, AUTO, PLAIN, true, FLOAT32",
    "CUDA, AUTO, WITH_BFLOAT16, true, BFLOAT16",
    "CUDA, BFLOAT16, PLAIN, true, BFLOAT16"
  })
  void aTrainingTakesTheGpuAndItsNumbersUnlessToldOtherwise(
      Device device, Precision precision, Gpu gpu, boolean onGpu, Placement.Precision chosen) {
    Placement placement = Devices.placement(new Compute(2, device, precision), gpu);

    assertThat(placement).isEqualTo((onGpu ? Placement.gpu(2) : Placement.cpu(2)).with(chosen));
  }
}
