package dev.lathe.engine.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One pass over a {@code .jsonl} file: one JSON object a line, UTF-8. Empty lines do not count. */
final class JsonLines implements Closeable {
  /** No line of text is longer by honest means; bounds what a file of one line can take. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final InputStream in;
  private final String what;
  private final DataSpec.Text spec;
  private long number;

  /**
   * A text and its class.
   *
   * @param where file and line, for messages
   */
  record Line(String where, String text, OptionalLong label) {}

  /** Opens the file at its first line. */
  JsonLines(Path file, String what, DataSpec.Text spec) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    this.what = what;
    this.spec = spec;
  }

  /**
   * Reads the next line that is not empty; nothing at the end.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA naming the line that is no object
   *     with the fields wanted
   */
  Optional<Line> next() throws IOException {
    for (Optional<String> line = line(); line.isPresent(); line = line()) {
      if (!line.get().isBlank()) {
        return Optional.of(parse(line.get()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Line parse(String line) {
    String where = where();
    JsonNode object;
    try {
      object = JSON.readTree(line);
    } catch (JacksonException e) {
      throw DataFailure.invalid(where + " is not JSON: " + e.getOriginalMessage());
    }
    if (!object.isObject()) {
      throw DataFailure.invalid(
          "%s: a JSON object expected, found %s".formatted(where, object.getNodeType()));
    }
    JsonNode text = field(object, spec.field(), where);
    if (!text.isString()) {
      throw DataFailure.invalid(
          "%s: field '%s' is to be a text, found %s".formatted(where, spec.field(), text));
    }
    OptionalLong label =
        spec.labelField().isPresent()
            ? OptionalLong.of(label(object, spec.labelField().get(), where))
            : OptionalLong.empty();
    return new Line(where, text.stringValue(), label);
  }

  private static long label(JsonNode object, String name, String where) {
    JsonNode label = field(object, name, where);
    if (!label.isIntegralNumber() || !label.canConvertToLong()) {
      throw DataFailure.invalid(
          "%s: field '%s' is to be a class, an integer from 0, found %s"
              .formatted(where, name, label));
    }
    return label.longValue();
  }

  private static JsonNode field(JsonNode object, String name, String where) {
    JsonNode field = object.get(name);
    if (field == null) {
      throw DataFailure.invalid(
          "%s has no field '%s', its fields are %s".formatted(where, name, object.propertyNames()));
    }
    return field;
  }

  private Optional<String> line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int read = in.read();
    if (read < 0) {
      return Optional.empty();
    }
    number++;
    for (; read >= 0 && read != '\n'; read = in.read()) {
      if (bytes.size() == MAX_LINE_BYTES) {
        throw DataFailure.invalid("%s is longer than %d bytes".formatted(where(), MAX_LINE_BYTES));
      }
      bytes.write(read);
    }
    try {
      String line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      return Optional.of(
          number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line);
    } catch (CharacterCodingException e) {
      throw DataFailure.invalid(where() + " is not UTF-8");
    }
  }

  private String where() {
    return "%s, line %d".formatted(what, number);
  }
}
