package dev.lathe.engine.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files a data set is read from.
 *
 * @param root the single file, or the folder
 * @param members the files of a folder by their path in it; empty for a single file
 */
record ContentFiles(Path root, SortedMap<String, Path> members) {
  ContentFiles {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  static ContentFiles single(Path file) {
    return new ContentFiles(file, new TreeMap<>(Map.of()));
  }

  /** Returns the name to use in messages. */
  String what() {
    Path name = root.getFileName();
    return name == null ? root.toString() : name.toString();
  }

  /** Returns {@link Dataset#digest}, reading every file. */
  String digest() {
    try {
      return members.isEmpty() ? ContentDigest.of(root) : ContentDigest.of(members);
    } catch (IOException e) {
      throw DataFailure.unreadable(what(), e);
    }
  }
}
