/**
 * What the schema of a kind says beyond Java types: formats, bounds, unions and immutability, each
 * with a sentence for the user. Used while schemas are generated, never at run time.
 */
@NullMarked
package dev.lathe.crds.schema;

import org.jspecify.annotations.NullMarked;
