/** How sentences for people are worded. */
@NullMarked
package dev.lathe.engine.wording;

import org.jspecify.annotations.NullMarked;
