package dev.lathe.engine.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.Map;

/** Turns options into the runtime's own. */
final class OrtOptions {
  private OrtOptions() {}

  /** Returns the runtime's options, to be closed by the caller. */
  static OrtSession.SessionOptions of(SessionOptions options) throws OrtException {
    OrtSession.SessionOptions runtime = new OrtSession.SessionOptions();
    runtime.setIntraOpNumThreads(options.threads());
    runtime.setInterOpNumThreads(1);
    runtime.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    runtime.setOptimizationLevel(options.optimization().level());
    runtime.setMemoryPatternOptimization(options.memoryPattern());
    runtime.setCPUArenaAllocator(options.arena());
    runtime.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    runtime.addConfigEntry("session.intra_op.allow_spinning", "0");
    runtime.addConfigEntry("session.inter_op.allow_spinning", "0");
    for (Map.Entry<String, String> entry : options.config().entrySet()) {
      runtime.addConfigEntry(entry.getKey(), entry.getValue());
    }
    return runtime;
  }
}
