/**
 * What a run found out, as a record, as JSON for programs, as a page for people, and as the short
 * message that a pod leaves behind.
 */
@NullMarked
package dev.lathe.engine.report;

import org.jspecify.annotations.NullMarked;
