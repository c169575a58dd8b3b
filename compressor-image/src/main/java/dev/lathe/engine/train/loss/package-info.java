/** What training brings down: losses as nodes behind a model's outputs. */
@NullMarked
package dev.lathe.engine.train.loss;

import org.jspecify.annotations.NullMarked;
