package dev.lathe.engine.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a tokenizer fills short texts up with.
 *
 * @param left whether before the text, as models that continue texts want it
 */
record Padding(long id, long typeId, boolean left) {
  private static final List<String> CUSTOMARY = List.of("[PAD]", "<pad>", "<|padding|>");

  /**
   * Reads it from a {@code tokenizer.json}: what its {@code padding} says, else the number of the
   * token that customarily is it, else 0.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if the file is no JSON
   */
  static Padding of(Path tokenizer) throws IOException {
    long id = 0;
    try (JsonParser json = JsonMapper.shared().createParser(tokenizer)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("padding") && value == JsonToken.START_OBJECT) {
          JsonNode padding = json.readValueAsTree();
          return new Padding(
              padding.path("pad_id").asLong(0),
              padding.path("pad_type_id").asLong(0),
              padding.path("direction").asString("").equalsIgnoreCase("left"));
        }
        if (name.equals("added_tokens") && value == JsonToken.START_ARRAY) {
          JsonNode tokens = json.readValueAsTree();
          for (JsonNode token : tokens) {
            if (CUSTOMARY.contains(token.path("content").asString(""))) {
              id = token.path("id").asLong(0);
            }
          }
        } else {
          json.skipChildren();
        }
      }
      return new Padding(id, 0, false);
    } catch (JacksonException e) {
      throw DataFailure.invalid(
          "tokenizer %s is not JSON: %s"
              .formatted(tokenizer.getFileName(), withoutSource(e.getOriginalMessage())));
    }
  }

  /** Jackson says where something began, but not in which byte, unless it may quote the file. */
  private static String withoutSource(String message) {
    return message.replaceAll(" \\(start marker at \\[.*?\\]\\)", "");
  }
}
