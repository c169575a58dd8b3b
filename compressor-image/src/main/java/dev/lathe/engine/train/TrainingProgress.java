package dev.lathe.engine.train;

import java.time.Duration;

/**
 * How far a training is.
 *
 * @param epoch the one the step belongs to, counted from 1
 * @param step how many steps were taken
 * @param steps of the whole training, if it is not stopped early
 * @param loss of the step's samples, before the weights moved
 * @param samplesPerSecond lately, validation left out
 * @param remaining until all steps are taken, at the present speed
 */
public record TrainingProgress(
    int epoch,
    int epochs,
    long step,
    long steps,
    double loss,
    double learningRate,
    double samplesPerSecond,
    Duration remaining) {}
