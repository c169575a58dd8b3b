package dev.lathe.engine.artifact;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is published.
 *
 * @param files by their names at the destination, which may have folders; the digest is theirs
 * @param beside files about them, which no digest covers: what they hold may differ from run to run
 * @param labels of an image; unused for a folder
 */
public record Release(
    SortedMap<String, Path> files,
    SortedMap<String, Path> beside,
    SortedMap<String, String> labels) {
  public Release {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    beside = Collections.unmodifiableSortedMap(new TreeMap<>(beside));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Returns a release of files alone. */
  public static Release of(Map<String, Path> files) {
    return new Release(new TreeMap<>(files), new TreeMap<>(), new TreeMap<>());
  }
}
