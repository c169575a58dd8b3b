package dev.lathe.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lathe.crds.Artifact;
import dev.lathe.crds.GateStatus;
import dev.lathe.crds.ModelSizes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON that an engine leaves in {@code /dev/termination-log}. What comes out fits the
 * status of a job whatever comes in: texts are cut to the lengths that the API server takes,
 * numbers that make no sense are left out, and each gate appears once.
 */
public final class TerminationMessage {
  private static final int LINE = 256;
  private static final int TEXT = 4096;
  private static final int MAX_GATES = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TerminationMessage() {}

  /** Returns the result; empty if the text is none, such as the end of a log. */
  public static Optional<EngineResult> parse(String text) {
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(text);
      return root.path("version").asInt() < 1 ? Optional.empty() : result(root);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<EngineResult> result(JsonNode root) {
    return outcome(root.path("outcome").asText())
        .map(outcome ->
            new EngineResult(
                outcome,
                new EngineResult.Explanation(
                    cut(root.path("reason").asText(), LINE),
                    cut(root.path("message").asText(), TEXT),
                    Optional.ofNullable(line(root, "stage"))),
                artifact(root.path("artifact")),
                sizes(root.path("sizes")),
                gates(root.path("gates"))));
  }

  private static Optional<EngineResult.Outcome> outcome(String text) {
    return switch (text) {
      case "Succeeded" -> Optional.of(EngineResult.Outcome.SUCCEEDED);
      case "GatesFailed" -> Optional.of(EngineResult.Outcome.GATES_FAILED);
      case "Failed" -> Optional.of(EngineResult.Outcome.FAILED);
      default -> Optional.empty();
    };
  }

  private static Optional<Artifact> artifact(JsonNode node) {
    return node.isObject()
        ? Optional.of(
            new Artifact(
                text(node, "uri"),
                line(node, "digest"),
                line(node, "modelDigest"),
                count(node, "sizeBytes")))
        : Optional.empty();
  }

  private static Optional<ModelSizes> sizes(JsonNode node) {
    if (!node.isObject()) {
      return Optional.empty();
    }
    Long original = count(node, "originalBytes");
    Long compressed = count(node, "compressedBytes");
    return Optional.of(new ModelSizes(original, compressed, ratio(original, compressed)));
  }

  private static @Nullable String ratio(@Nullable Long original, @Nullable Long compressed) {
    if (original == null || compressed == null || compressed == 0) {
      return null;
    }
    return BigDecimal.valueOf(original)
            .divide(BigDecimal.valueOf(compressed), 1, RoundingMode.HALF_EVEN)
            .toPlainString()
        + "x";
  }

  private static List<GateStatus> gates(JsonNode nodes) {
    Map<String, GateStatus> gates = new LinkedHashMap<>();
    for (JsonNode node : nodes) {
      String name = line(node, "name");
      GateStatus.Outcome outcome = gateOutcome(node.path("outcome").asText());
      if (name != null && outcome != null && gates.size() < MAX_GATES) {
        gates.putIfAbsent(name, gate(name, outcome, node));
      }
    }
    return new ArrayList<>(gates.values());
  }

  private static GateStatus gate(String name, GateStatus.Outcome outcome, JsonNode node) {
    return new GateStatus(
        name,
        line(node, "metric"),
        outcome,
        line(node, "value"),
        line(node, "baseline"),
        line(node, "bound"),
        line(node, "threshold"),
        count(node, "samples"),
        text(node, "message"));
  }

  private static GateStatus.@Nullable Outcome gateOutcome(String text) {
    return switch (text) {
      case "Passed" -> GateStatus.Outcome.PASSED;
      case "Failed" -> GateStatus.Outcome.FAILED;
      case "Inconclusive" -> GateStatus.Outcome.INCONCLUSIVE;
      default -> null;
    };
  }

  private static @Nullable Long count(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
        ? value.longValue()
        : null;
  }

  private static @Nullable String line(JsonNode node, String field) {
    return text(node.path(field), LINE);
  }

  private static @Nullable String text(JsonNode node, String field) {
    return text(node.path(field), TEXT);
  }

  private static @Nullable String text(JsonNode value, int limit) {
    return value.isTextual() && !value.textValue().isEmpty() ? cut(value.textValue(), limit) : null;
  }

  /** Cuts a text to a number of characters, as the API server counts them, and leaves none half. */
  public static String cut(String text, int limit) {
    return text.codePointCount(0, text.length()) <= limit
        ? text
        : text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "…";
  }
}
