package dev.lathe.engine.train;

/**
 * What is told of a model at each validation besides the loss.
 *
 * @param name for people, as in {@code accuracy}
 * @param output of the model with the objective, one FLOAT or DOUBLE number: the mean of the batch
 * @param largerIsBetter which way it is better
 */
public record Measure(String name, String output, boolean largerIsBetter) {}
