package dev.lathe.engine.train;

import dev.lathe.engine.graph.Model;

/**
 * What a training gives.
 *
 * @param model the graph that was given, with other initializers
 */
public record Trained(Model model, History history) {}
