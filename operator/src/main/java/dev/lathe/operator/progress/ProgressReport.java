package dev.lathe.operator.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lathe.crds.TrainingStatus;
import dev.lathe.operator.observe.TerminationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What an engine says of its progress. It is shown to people, and nothing is decided on it.
 *
 * @param percent in [0, 100]
 * @param stage a word, such as Calibrate
 * @param training empty in stages that do not train
 */
record ProgressReport(
    int attempt, int percent, String stage, Detail detail, Optional<TrainingStatus> training) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STAGE = Pattern.compile("[A-Za-z]{1,64}");
  private static final int MESSAGE_LIMIT = 1024;
  private static final long LONGEST_SECONDS = 31_536_000;

  /**
   * More about a stage.
   *
   * @param message may be empty
   */
  record Detail(String message, OptionalLong remainingSeconds) {}

  /** Returns the report; empty if the body is none. */
  static Optional<ProgressReport> parse(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      return root != null && root.isObject() ? of(root) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory are always readable", e);
    }
  }

  private static Optional<ProgressReport> of(JsonNode root) {
    JsonNode attempt = root.path("attempt");
    JsonNode percent = root.path("percent");
    String stage = root.path("stage").asText();
    boolean valid =
        attempt.canConvertToInt()
            && attempt.isIntegralNumber()
            && attempt.intValue() > 0
            && percent.isNumber()
            && percent.doubleValue() >= 0
            && percent.doubleValue() <= 100
            && STAGE.matcher(stage).matches();
    return valid
        ? Optional.of(
            new ProgressReport(
                attempt.intValue(),
                (int) percent.doubleValue(),
                stage,
                new Detail(
                    TerminationMessage.cut(root.path("message").asText(), MESSAGE_LIMIT),
                    seconds(root.path("estimatedRemainingSeconds"))),
                TrainingReport.read(root.path("training"))))
        : Optional.empty();
  }

  /**
   * Returns what the column Progress shows: {@code 45% Train 2/3} in the second of three epochs.
   */
  String display() {
    String stageAndPercent = "%d%% %s".formatted(percent, stage);
    return training
        .filter(known -> known.epoch() != null && known.epochs() != null)
        .map(known -> "%s %d/%d".formatted(stageAndPercent, known.epoch(), known.epochs()))
        .orElse(stageAndPercent);
  }

  private static OptionalLong seconds(JsonNode node) {
    return node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= LONGEST_SECONDS
        ? OptionalLong.of((long) node.doubleValue())
        : OptionalLong.empty();
  }
}
