package dev.lathe.engine.recipe;

import dev.lathe.engine.train.Precision;
import dev.lathe.engine.train.TrainingConfig;

/** How a step trains: the {@code training} of a manifest with every default filled in. */
public record TrainingPlan(TrainingConfig config, Precision precision) {}
