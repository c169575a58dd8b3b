package dev.lathe.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pictures of a data set in their order, and their classes.
 *
 * <p>Classes take turns: the first picture of each, then the second of each, so that the first so
 * many samples show every class.
 *
 * @param classes names of the class folders, sorted; empty where pictures lie in none
 */
record PictureList(List<String> classes, List<Labelled> pictures) {
  private static final Set<String> READ = Set.of("png", "jpg", "jpeg");
  private static final Set<String> OTHER_PICTURES =
      Set.of("bmp", "gif", "webp", "tif", "tiff", "avif", "heic", "jp2", "jxl", "ppm", "pgm");

  /**
   * A picture.
   *
   * @param label empty where there are no classes
   */
  record Labelled(String path, OptionalLong label) {}

  PictureList {
    classes = List.copyOf(classes);
    pictures = List.copyOf(pictures);
  }

  /**
   * Sorts pictures into classes by the first folder of their path. Hidden files and those that are
   * no pictures are left out. A folder that holds all others and no pictures, as archives often
   * have one, is no class.
   *
   * @param paths of files, and of folders, which end with a slash
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if pictures lie both in folders
   *     and beside them, or are in a format that is not read
   */
  static PictureList of(List<String> paths, String what) {
    List<String> visible = paths.stream().filter(path -> !isHidden(path)).toList();
    List<String> pictures = visible.stream().filter(path -> isPicture(path, what)).toList();
    String wrapper = wrapper(visible, pictures);
    List<String> beside =
        pictures.stream().filter(path -> path.indexOf('/', wrapper.length()) < 0).toList();
    SortedMap<String, List<String>> byClass = new TreeMap<>();
    for (String path : visible) {
      int slash = path.indexOf('/', wrapper.length());
      if (slash >= 0) {
        byClass.putIfAbsent(path.substring(wrapper.length(), slash), new ArrayList<>());
      }
    }
    if (beside.size() == pictures.size()) {
      return new PictureList(List.of(), unlabelled(beside));
    }
    if (!beside.isEmpty()) {
      throw DataFailure.invalid(
          "%s holds pictures both in class folders %s and beside them, as %s"
              .formatted(what, byClass.keySet(), beside.getFirst()));
    }
    for (String path : pictures) {
      String name = path.substring(wrapper.length(), path.indexOf('/', wrapper.length()));
      byClass.computeIfAbsent(name, _ -> new ArrayList<>()).add(path);
    }
    return new PictureList(List.copyOf(byClass.keySet()), interleaved(byClass));
  }

  /** Returns the paths of all pictures. */
  List<String> paths() {
    return pictures.stream().map(Labelled::path).toList();
  }

  private static boolean isHidden(String path) {
    return Arrays.stream(path.split("/"))
        .anyMatch(name -> name.startsWith(".") || name.equals("__MACOSX"));
  }

  /** Returns the path of the outermost folder that holds several, with its slash; or nothing. */
  private static String wrapper(List<String> visible, List<String> pictures) {
    String wrapper = "";
    while (true) {
      int from = wrapper.length();
      List<String> below =
          visible.stream()
              .filter(path -> path.indexOf('/', from) >= 0)
              .map(path -> path.substring(0, path.indexOf('/', from) + 1))
              .distinct()
              .toList();
      if (below.size() != 1
          || pictures.stream().anyMatch(path -> !path.startsWith(below.getFirst()))
          || pictures.stream().anyMatch(path -> path.indexOf('/', below.getFirst().length()) < 0)
          || pictures.isEmpty()) {
        return wrapper;
      }
      wrapper = below.getFirst();
    }
  }

  private static List<Labelled> unlabelled(List<String> paths) {
    return paths.stream().map(path -> new Labelled(path, OptionalLong.empty())).toList();
  }

  private static boolean isPicture(String path, String what) {
    String suffix = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (OTHER_PICTURES.contains(suffix)) {
      throw DataFailure.invalid(
          "%s in %s: PNG or JPEG expected, found .%s".formatted(path, what, suffix));
    }
    return READ.contains(suffix);
  }

  private static List<Labelled> interleaved(SortedMap<String, List<String>> byClass) {
    List<Labelled> pictures = new ArrayList<>();
    int most = byClass.values().stream().mapToInt(List::size).max().orElse(0);
    for (int turn = 0; turn < most; turn++) {
      int label = 0;
      for (Map.Entry<String, List<String>> named : byClass.entrySet()) {
        if (turn < named.getValue().size()) {
          pictures.add(new Labelled(named.getValue().get(turn), OptionalLong.of(label)));
        }
        label++;
      }
    }
    return pictures;
  }
}
