/**
 * Where models and data come from and where results go: files, volumes, HTTP and OCI registries.
 * Everything is told by its digest, and nothing is visible at its destination before it is whole.
 */
@NullMarked
package dev.lathe.engine.artifact;

import org.jspecify.annotations.NullMarked;
