@NullMarked
package dev.lathe.crds;

import org.jspecify.annotations.NullMarked;
