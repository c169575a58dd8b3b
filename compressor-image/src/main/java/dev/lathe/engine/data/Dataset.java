package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Samples of a model's inputs, read from their files in as many passes as one wants, in an order
 * that never changes. Not empty; fits the model; labels, if any, are in range: {@link
 * Datasets#open} has seen to it.
 */
public interface Dataset extends AutoCloseable {

  /** Returns the number of samples of one pass, at least 1. */
  long size();

  /** Whether each batch comes with labels. */
  boolean labelled();

  /** Whether each batch comes with targets. */
  default boolean targeted() {
    return false;
  }

  /** Returns the size that every batch has to have since the model fixes it; empty where free. */
  default OptionalLong fixedBatch() {
    return OptionalLong.empty();
  }

  /**
   * Returns {@code sha256:} and the digest of the files' content, all of it, whatever part of the
   * samples is used. Of a single file it is the file's own; of several that of the lines {@code
   * <digest> <two spaces><path>} sorted by path, as {@code sha256sum} prints them.
   */
  String digest();

  /** Opens the samples, to be read in any order. */
  Samples samples();

  /**
   * Starts a pass. Batches hold {@code batchSize} samples, the last one what is left. Where the
   * model fixes the size of its batches, they have that size whatever is asked for.
   *
   * @throws IllegalArgumentException if {@code batchSize} is less than 1
   */
  default Batches batches(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batches of at least 1 expected, found " + batchSize);
    }
    return new Pass(samples(), size(), (int) fixedBatch().orElse(batchSize));
  }

  /**
   * Returns the SHA-256 of each sample as the model sees it, in order: names, types, extents and
   * elements of its inputs, without padding and without labels. Two samples are the same to the
   * model if and only if their digests are, whatever files they come from.
   */
  default List<String> sampleDigests() {
    List<String> digests = new ArrayList<>();
    try (Batches batches = batches(1)) {
      while (batches.hasNext()) {
        digests.addAll(SampleDigest.ofEach(batches.next()));
      }
    }
    return List.copyOf(digests);
  }

  /** Returns a failure that the samples are to blame for, with their name if they have one. */
  default EngineException blamed(EngineException failure) {
    return failure;
  }

  /** Ends the use of the files. Batches handed out before stay valid. */
  @Override
  void close();
}
