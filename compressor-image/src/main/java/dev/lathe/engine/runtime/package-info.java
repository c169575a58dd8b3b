/**
 * Running a model: the one place that knows ONNX Runtime, and the facts about the machine it runs
 * on.
 */
@NullMarked
package dev.lathe.engine.runtime;

import org.jspecify.annotations.NullMarked;
