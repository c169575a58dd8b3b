package dev.lathe.operator.status;

import dev.lathe.crds.CompressionJobStatus;
import dev.lathe.crds.ConditionReason;
import dev.lathe.crds.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of a condition that is worth an event.
 *
 * @param isWarning whether someone has to do something
 */
public record Flip(ConditionType type, Condition now, boolean isWarning) {
  private static final Set<ConditionType> NEWS_IF_TRUE =
      EnumSet.of(
          ConditionType.ACCEPTED,
          ConditionType.SUSPENDED,
          ConditionType.RUNNING,
          ConditionType.GATES_PASSED,
          ConditionType.PUBLISHED,
          ConditionType.COMPLETE,
          ConditionType.FAILED);
  private static final Set<ConditionType> NEWS_IF_FALSE =
      EnumSet.of(ConditionType.ACCEPTED, ConditionType.GATES_PASSED);
  private static final Set<String> WARNINGS_WHILE_NOT_RUNNING =
      Set.of(
          ConditionReason.UNSCHEDULABLE.text(),
          ConditionReason.IMAGE_PULL_FAILED.text(),
          ConditionReason.JOB_REFUSED.text(),
          ConditionReason.RETRYING.text());

  /** Returns the changes from one status to the next, in the order of conditions. */
  public static List<Flip> between(
      @Nullable CompressionJobStatus before, CompressionJobStatus after) {
    List<Flip> flips = new ArrayList<>();
    for (ConditionType type : ConditionType.values()) {
      Optional<Condition> now = find(after, type);
      Optional<Condition> then = before == null ? Optional.empty() : find(before, type);
      if (now.isPresent() && isChanged(then, now.get()) && isNews(type, now.get())) {
        flips.add(new Flip(type, now.get(), isWarning(type, now.get())));
      }
    }
    return flips;
  }

  private static boolean isChanged(Optional<Condition> then, Condition now) {
    return then.isEmpty()
        || !Objects.equals(then.get().getStatus(), now.getStatus())
        || !Objects.equals(then.get().getReason(), now.getReason());
  }

  private static boolean isNews(ConditionType type, Condition now) {
    return switch (now.getStatus()) {
      case "True" -> NEWS_IF_TRUE.contains(type);
      case "False" ->
          NEWS_IF_FALSE.contains(type)
              || (type == ConditionType.RUNNING
                  && WARNINGS_WHILE_NOT_RUNNING.contains(now.getReason()));
      default -> false;
    };
  }

  private static boolean isWarning(ConditionType type, Condition now) {
    return type == ConditionType.FAILED || "False".equals(now.getStatus());
  }

  private static Optional<Condition> find(CompressionJobStatus status, ConditionType type) {
    return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
        .filter(condition -> type.text().equals(condition.getType()))
        .findFirst();
  }
}
