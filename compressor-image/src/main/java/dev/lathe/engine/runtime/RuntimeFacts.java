package dev.lathe.engine.runtime;

/**
 * What a measurement depends on beside the model.
 *
 * @param runtime name and version, as in {@code ONNX Runtime 1.29.0}
 * @param provider where it ran: {@code CPU}
 * @param threads threads one operator could use
 */
public record RuntimeFacts(String runtime, String provider, int threads, Processor processor) {

  /** Returns the facts of this process, loading the runtime. */
  public static RuntimeFacts current(int threads) {
    return new RuntimeFacts(
        "ONNX Runtime " + OrtLibrary.environment().getVersion(),
        "CPU",
        threads,
        Processor.current());
  }
}
