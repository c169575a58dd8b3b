package dev.lathe.engine.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text and its class, one line of a {@code .jsonl} file.
 *
 * @param where file and line, for messages
 */
record JsonLine(String where, String text, OptionalLong label) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Returns the characters of a line.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if it is not UTF-8
   */
  static String decoded(byte[] bytes, String where) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw DataFailure.invalid(where + " is not UTF-8");
    }
  }

  /**
   * Reads a line.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if it is no object with the
   *     fields wanted
   */
  static JsonLine parse(String line, String where, DataSpec.Text spec) {
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
    return new JsonLine(where, text.stringValue(), label);
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
}
