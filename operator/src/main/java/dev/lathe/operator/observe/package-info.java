/**
 * What is known of a job at one moment, read once out of Kubernetes' objects into records without
 * nulls.
 */
@NullMarked
package dev.lathe.operator.observe;

import org.jspecify.annotations.NullMarked;
