package dev.lathe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  private static Processor x64(String flags) {
    return Processor.parse(
        "amd64",
        List.of("processor\t: 0", "model name\t: Some CPU @ 2 GHz", "flags\t\t: " + flags, ""),
        2);
  }

  @Test
  void theFlagsThatDecideOverIntegersAreKept() {
    Processor processor = x64("fpu avx2 avx512f avx512_vnni fma");

    assertThat(processor.model()).isEqualTo("Some CPU @ 2 GHz");
    assertThat(processor.features()).containsExactly("avx2", "avx512_vnni", "avx512f", "fma");
    assertThat(processor.count()).isEqualTo(2);
  }

  @Test
  void theInstructionSetIsTheBestThereIs() {
    assertThat(x64("fpu sse4_1").instructionSet()).isEqualTo(InstructionSet.X64);
    assertThat(x64("avx avx2").instructionSet()).isEqualTo(InstructionSet.AVX2);
    assertThat(x64("avx avx2 avx512f").instructionSet()).isEqualTo(InstructionSet.AVX512);
    assertThat(x64("avx2 avx512f avx512_vnni").instructionSet()).isEqualTo(InstructionSet.VNNI);
    assertThat(x64("avx2 avx_vnni").instructionSet()).isEqualTo(InstructionSet.VNNI);
  }

  @Test
  void armNamesItsFeaturesDifferently() {
    Processor arm =
        Processor.parse(
            "aarch64", List.of("Features\t: fp asimd asimddp i8mm", "CPU part\t: x"), 4);

    assertThat(arm.instructionSet()).isEqualTo(InstructionSet.ARM64);
    assertThat(arm.features()).containsExactly("asimd", "asimddp", "i8mm");
    assertThat(arm.model()).isEmpty();
  }

  @Test
  void thisMachineIsDescribed() {
    assertThat(Processor.current().architecture()).isEqualTo(System.getProperty("os.arch"));
    assertThat(Processor.current().count()).isPositive();
    assertThat(RuntimeFacts.current(2).runtime()).isEqualTo("ONNX Runtime 1.29.0");
  }
}
