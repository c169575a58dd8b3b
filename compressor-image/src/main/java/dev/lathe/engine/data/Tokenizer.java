package dev.lathe.engine.data;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A tokenizer of the HuggingFace format. Padding and truncation that the file asks for are switched
 * off: texts are cut off where the data set says, and padded batch by batch.
 *
 * <p>Its native library is unpacked once into {@code DJL_CACHE_DIR}, or, where that is not set,
 * into the scratch folder; nothing is downloaded and nothing reported to anyone.
 */
final class Tokenizer implements AutoCloseable {
  private static final String CACHE = "DJL_CACHE_DIR";

  private final HuggingFaceTokenizer tokenizer;
  private final Padding padding;

  private Tokenizer(HuggingFaceTokenizer tokenizer, Padding padding) {
    this.tokenizer = tokenizer;
    this.padding = padding;
  }

  /**
   * Reads a tokenizer.
   *
   * @param maxLength tokens after which texts are cut off, special ones included
   * @param scratch a writable folder
   * @throws EngineException NOT_FOUND or INVALID_DATA if the file is missing or no tokenizer
   */
  static Tokenizer open(Path file, int maxLength, Path scratch) {
    if (!Files.isRegularFile(file)) {
      throw DataFailure.missing(file);
    }
    loadLibrary(scratch);
    try (InputStream json = Files.newInputStream(file)) {
      Padding padding = Padding.of(file);
      String length = Integer.toString(maxLength);
      Map<String, String> options =
          Map.of(
              "padding", "false",
              "truncation", "true",
              "maxLength", length,
              "modelMaxLength", length,
              "stride", "0");
      return new Tokenizer(HuggingFaceTokenizer.newInstance(json, options), padding);
    } catch (IOException e) {
      throw DataFailure.unreadable("tokenizer " + file.getFileName(), e);
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      // The binding has no exception of its own for what its native part refuses.
      throw new EngineException(
          Reason.INVALID_DATA,
          "%s is no tokenizer.json of the HuggingFace format: %s"
              .formatted(file.getFileName(), e.getMessage()),
          e);
    }
  }

  /** Returns what short texts are filled up with. */
  Padding padding() {
    return padding;
  }

  /**
   * Splits a text into tokens.
   *
   * @param where the text is, for messages
   * @throws EngineException INVALID_DATA if none come out of it
   */
  Tokens encode(String text, String where) {
    Encoding encoding = tokenizer.encode(wellFormed(text));
    if (encoding.getIds().length == 0) {
      throw DataFailure.invalid(where + ": no token comes out of the text");
    }
    return new Tokens(encoding.getIds(), encoding.getTypeIds());
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** Replaces halves of surrogate pairs, which have no UTF-8 and would not reach native code. */
  private static String wellFormed(String text) {
    int[] codePoints =
        text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
            .toArray();
    return new String(codePoints, 0, codePoints.length);
  }

  private static void loadLibrary(Path scratch) {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent(CACHE, scratch.resolve("djl").toAbsolutePath().toString());
    try {
      LibUtils.checkStatus();
    } catch (ai.djl.engine.EngineException | LinkageError e) {
      String cache = Optional.ofNullable(System.getenv(CACHE)).orElse(System.getProperty(CACHE));
      throw new EngineException(
          Reason.ENGINE_ERROR,
          ("the library of tokenizers cannot be unpacked into or loaded from %s: set %s to a writable"
                  + " folder, or RUST_LIBRARY_PATH to libtokenizers.so (%s)")
              .formatted(cache, CACHE, Optional.ofNullable(e.getCause()).orElse(e)),
          e);
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
