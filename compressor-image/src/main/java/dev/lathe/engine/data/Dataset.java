package dev.lathe.engine.data;

import java.util.ArrayList;
import java.util.List;

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

  /**
   * Returns {@code sha256:} and the digest of the files' content, all of it, whatever part of the
   * samples is used. Of a single file it is the file's own; of several that of the lines {@code
   * <digest> <two spaces><path>} sorted by path, as {@code sha256sum} prints them.
   */
  String digest();

  /**
   * Starts a pass. Batches hold {@code batchSize} samples, the last one what is left. Where the
   * model fixes the size of its batches, they have that size whatever is asked for.
   *
   * @throws IllegalArgumentException if {@code batchSize} is less than 1
   */
  Batches batches(int batchSize);

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

  /** Ends the use of the files. Batches handed out before stay valid. */
  @Override
  void close();
}
