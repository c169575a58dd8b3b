package dev.lathe.engine.train;

import java.util.Optional;

/**
 * How far a training is, without the weights.
 *
 * @param step how many were taken
 * @param halvings how often the learning rate was halved since the training diverged
 * @param stale validations since the last one that counts for early stopping
 * @param reference the value that early stopping compares with; NaN before the first validation
 * @param isFinished whether nothing is left to do: the weights beside it are the result
 */
record Standing(
    long step,
    int halvings,
    int stale,
    double reference,
    boolean isFinished,
    History history,
    Optional<Best> best) {}
