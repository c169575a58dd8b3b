/**
 * The kinds of {@code compression.lathe.dev}: what users write and what Lathe answers.
 *
 * <p>These types mirror the API and nothing else: whatever a manifest may leave out is null here,
 * and whoever works with them turns them into values of its own at the edge. Rules that a manifest
 * must hold to are part of the schema ({@link dev.lathe.crds.schema}) and checked by the API
 * server.
 */
@NullMarked
package dev.lathe.crds;

import org.jspecify.annotations.NullMarked;
