/**
 * What the children of a job look like: pure functions of the job and its runtime. Nothing here
 * knows a cluster, a clock or an environment.
 */
@NullMarked
package dev.lathe.operator.desired;

import org.jspecify.annotations.NullMarked;
