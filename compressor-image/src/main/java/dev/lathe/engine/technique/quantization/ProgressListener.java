package dev.lathe.engine.technique.quantization;

/** Is told how far quantization has come. */
@FunctionalInterface
public interface ProgressListener {

  /** Listens to nothing. */
  ProgressListener SILENT = (stage, fraction, message) -> {};

  /** What is being done. */
  enum Stage {
    /** The model runs over the calibration data. */
    CALIBRATE,
    /** The graph is rewritten. */
    QUANTIZE
  }

  /**
   * @param fraction share of this stage that is done, in [0, 1]
   * @param message for people, a few words
   */
  void progress(Stage stage, double fraction, String message);
}
