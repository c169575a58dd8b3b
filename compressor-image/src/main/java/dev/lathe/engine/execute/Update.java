package dev.lathe.engine.execute;

/**
 * How a step moves weights along their gradients, as PyTorch's optimizers of these names do: same
 * formulas, same order of operations. The learning rate is given to each step.
 */
public sealed interface Update {

  /** Returns how much of a weight is taken off each step, in units of the learning rate. */
  double weightDecay();

  /** Stochastic gradient descent; a momentum of 0 is none. */
  record Sgd(double momentum, boolean nesterov, double weightDecay) implements Update {}

  /**
   * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1
   * (arXiv:1412.6980); the decay is added to the gradient.
   */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Update {}

  /**
   * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithm 2
   * (arXiv:1711.05101); the decay is of the weight itself.
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Update {}

  /** Plain descent. */
  static Update sgd() {
    return new Sgd(0, false, 0);
  }

  /** AdamW with PyTorch's own settings but for the decay. */
  static Update adamW(double weightDecay) {
    return new AdamW(0.9, 0.999, 1e-8, weightDecay);
  }
}
