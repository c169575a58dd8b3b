/** What tests start from. */
@NullMarked
package dev.lathe.operator.given;

import org.jspecify.annotations.NullMarked;
