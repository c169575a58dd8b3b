package dev.lathe.engine.recipe;

import dev.lathe.engine.technique.quantization.Target;

/**
 * What the steps of a recipe work with.
 *
 * @param target what the result will run on
 */
record Bench(
    Manifest manifest, JobInputs inputs, Workplace workplace, Teller teller, Target target) {}
