package dev.lathe.engine.train.loss;

/**
 * How far a model's output is off from what it should be. Constructors take the settings; {@link
 * #write} puts the loss behind an output.
 */
public sealed interface Loss
    permits CrossEntropy, BinaryCrossEntropy, MeanSquaredError, Cosine, Ctc {

  /** Returns the name as manifests spell it. */
  String name();

  /**
   * Writes the loss.
   *
   * @param formula of the model
   * @param prediction the output
   * @param field of the manifest that says the loss, for messages
   * @throws dev.lathe.engine.failure.EngineException INVALID_MANIFEST if the loss does not fit the
   *     output
   */
  Term write(Formula formula, Prediction prediction, String field);
}
