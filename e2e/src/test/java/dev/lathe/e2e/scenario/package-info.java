/** What users do, on a real cluster. */
@NullMarked
package dev.lathe.e2e.scenario;

import org.jspecify.annotations.NullMarked;
