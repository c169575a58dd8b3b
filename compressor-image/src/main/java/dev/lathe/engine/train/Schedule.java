package dev.lathe.engine.train;

/**
 * What share of the greatest learning rate a step gets. All but {@link OneCycle} rise along a line
 * over the first {@code warmup} of the steps, in [0, 1), and are at their greatest right behind.
 */
public sealed interface Schedule {

  /** Returns the share of the training that the rate rises in. */
  double warmup();

  /** The same rate for all steps. */
  record Constant(double warmup) implements Schedule {
    public Constant {
      requireShare(warmup);
    }
  }

  /** Falls along a line to 0. */
  record Linear(double warmup) implements Schedule {
    public Linear {
      requireShare(warmup);
    }
  }

  /**
   * Falls along half a cosine to 0.
   *
   * <p>Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR
   * 2017, section 3 (arXiv:1608.03983), without restarts.
   */
  record Cosine(double warmup) implements Schedule {
    public Cosine {
      requireShare(warmup);
    }
  }

  /**
   * Is multiplied by a factor every so many epochs.
   *
   * @param everyEpochs at least 1
   * @param factor in (0, 1]
   */
  record Steps(int everyEpochs, double factor, double warmup) implements Schedule {
    public Steps {
      requireShare(warmup);
      if (everyEpochs < 1 || !(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException(
            "every: at least 1 epoch, and factor: in (0, 1] expected, found %d and %s"
                .formatted(everyEpochs, factor));
      }
    }
  }

  /**
   * Rises along half a cosine from a 25th of the greatest rate, then falls along another to a
   * 250,000th.
   *
   * <p>Source: Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using
   * Large Learning Rates", 2018 (arXiv:1708.07120), section 3, in the form of PyTorch's {@code
   * OneCycleLR}; momentum is not cycled.
   *
   * @param warmup the share of the rise; PyTorch's own is 0.3
   */
  record OneCycle(double warmup) implements Schedule {
    public OneCycle {
      requireShare(warmup);
    }
  }

  /**
   * Returns the share of the greatest learning rate that a step gets, in [0, 1].
   *
   * <p>With W steps of warm-up, step s of them gets (s + 1) / (W + 1); what follows is counted from
   * 0 again. That is PyTorch's {@code SequentialLR} of {@code LinearLR(1 / (W + 1), 1, W)} and the
   * schedule, but for {@link Steps}, whose epochs are those of the training.
   *
   * @param step counted from 0
   * @param steps of the whole training
   * @param epoch of the step, counted from 0
   */
  default double shareAt(long step, long steps, int epoch) {
    if (this instanceof OneCycle(double rise)) {
      return oneCycle(step, steps, rise);
    }
    long warm = Math.round(warmup() * steps);
    if (step < warm) {
      return (step + 1.0) / (warm + 1);
    }
    double behind = (double) (step - warm) / (steps - warm);
    return switch (this) {
      case Constant ignored -> 1;
      case Linear ignored -> 1 - behind;
      case Cosine ignored -> (1 + Math.cos(Math.PI * behind)) / 2;
      case Steps(int everyEpochs, double factor, double ignored) ->
          Math.pow(factor, epoch / everyEpochs);
      case OneCycle ignored -> throw new IllegalStateException("told apart above");
    };
  }

  private static double oneCycle(long step, long steps, double rise) {
    double summit = rise * steps - 1;
    return step <= summit
        ? alongCosine(1 / 25.0, 1, step / Math.max(summit, 1))
        : alongCosine(1, 1 / 250_000.0, (step - summit) / (steps - 1 - summit));
  }

  private static double alongCosine(double from, double to, double share) {
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
  }

  static Schedule constant() {
    return new Constant(0);
  }

  private static void requireShare(double warmup) {
    if (!(warmup >= 0 && warmup < 1)) {
      throw new IllegalArgumentException("warmup: a share in [0, 1) expected, found " + warmup);
    }
  }
}
