package dev.lathe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.lathe.engine.failure.Reason;
import org.junit.jupiter.api.Test;

class OrtFailureTest {
  @Test
  void theSentenceIsKeptAndSourceLocationsAreNot() {
    OrtException e =
        new OrtException(
            OrtErrorCode.ORT_RUNTIME_EXCEPTION,
            "Non-zero status code returned while running Add node. Name:'a' Status Message:"
                + " /onnxruntime_src/onnxruntime/core/providers/cpu/math/element_wise_ops.h:583"
                + " void onnxruntime::BroadcastIterator::Append(ptrdiff_t, ptrdiff_t) axis == 1 ||"
                + " axis == largest was false. Attempting to broadcast.\n");

    assertThat(OrtFailure.sentence(e))
        .isEqualTo(
            "Non-zero status code returned while running Add node. Name:'a' Status Message:"
                + " axis == 1 || axis == largest was false. Attempting to broadcast.");
  }

  @Test
  void aMissingKernelIsUnsupported() {
    OrtException e =
        new OrtException(
            OrtErrorCode.ORT_NOT_IMPLEMENTED, "Could not find an implementation for ConvInteger");

    assertThat(OrtFailure.loading("model m.onnx", e))
        .hasMessage(
            "ONNX Runtime has no kernel for model m.onnx: Could not find an implementation for"
                + " ConvInteger")
        .extracting("reason")
        .isEqualTo(Reason.UNSUPPORTED_MODEL);
  }

  @Test
  void failedAllocationsAreOutOfMemory() {
    OrtException e =
        new OrtException(
            OrtErrorCode.ORT_RUNTIME_EXCEPTION,
            "Failed to allocate memory for requested buffer of size 99");

    assertThat(OrtFailure.running("model m", e).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(OrtFailure.loading("model m", e).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
  }
}
