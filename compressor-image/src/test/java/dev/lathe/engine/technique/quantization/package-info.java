@NullMarked
package dev.lathe.engine.technique.quantization;

import org.jspecify.annotations.NullMarked;
