package dev.lathe.engine.execute.emit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * The functions, in TorchScript, of what takes more than a line. They lie in files by family; a
 * function is called by family and name, as in {@code recurrent.lstm(…)}, and PyTorch compiles only
 * those that are called.
 */
final class Library {
  private static final List<String> FAMILIES =
      List.of(
          "elementwise",
          "layout",
          "reduction",
          "selection",
          "convolution",
          "normalization",
          "attention",
          "recurrent",
          "quantization",
          "resizing",
          "sampling",
          "control",
          "signal",
          "losses",
          "regions",
          "training");

  private static final Pattern CALL =
      Pattern.compile("(?<![\\w.])(" + String.join("|", FAMILIES) + ")\\.(?=\\w)");

  private static final SequencedMap<String, String> FILES = new LinkedHashMap<>();

  static {
    FAMILIES.forEach(family -> FILES.put(family, qualified(read(family))));
  }

  private Library() {}

  /** Returns the files by their names. */
  static SequencedMap<String, String> files() {
    return FILES;
  }

  /** Returns text with the functions it calls named in full. */
  static String qualified(String text) {
    return CALL.matcher(text).replaceAll("__torch__.$1.");
  }

  private static String read(String family) {
    String name = "/dev/lathe/engine/execute/library/" + family + ".py";
    try (InputStream in = Library.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
