/**
 * A job from its manifest to the published model: the strict parser, the steps, and the pipeline
 * that runs them stage by stage.
 */
@NullMarked
package dev.lathe.engine.recipe;

import org.jspecify.annotations.NullMarked;
