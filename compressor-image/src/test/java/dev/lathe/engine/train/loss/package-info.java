@NullMarked
package dev.lathe.engine.train.loss;

import org.jspecify.annotations.NullMarked;
