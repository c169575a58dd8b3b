package dev.lathe.engine.execute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Writes how weights move along their gradients.
 *
 * <p>PyTorch leaves out a fused update whose result nobody reads; hence {@code kept}, which the
 * method must return.
 */
final class UpdateText {
  private final List<String> trained;
  private final Motion motion;
  private final UnaryOperator<String> attribute;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param attribute the attribute that holds an initializer
   */
  UpdateText(Training training, UnaryOperator<String> attribute) {
    trained = training.trained();
    motion = training.motion();
    this.attribute = attribute;
  }

  /** Returns the lines; they read the gradients from {@code gs} and the rate from {@code rate}. */
  List<String> lines() {
    lines.clear();
    lines.add("    norm = torch.zeros([])");
    if (motion.longest().isPresent()) {
      lines.add("    norm = training.norm(gs)");
      lines.add("    gs = training.clipped(gs, norm, " + motion.longest().getAsDouble() + ")");
    }
    lines.add("    kept = norm");
    SequencedMap<Pace, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < trained.size(); i++) {
      Pace pace = new Pace(motion.decay(trained.get(i)), motion.factor(trained.get(i)));
      groups.computeIfAbsent(pace, unused -> new ArrayList<>()).add(i);
    }
    groups.forEach(this::group);
    return List.copyOf(lines);
  }

  /** What PyTorch's fused updates take one of for all weights of a call. */
  private record Pace(double decay, double factor) {
    String rate() {
      return factor == 1 ? "float(rate)" : "torch.mul(float(rate), %s)".formatted(factor);
    }
  }

  private void group(Pace pace, List<Integer> members) {
    String gs =
        members.stream().map(i -> "gs[" + i + "]").collect(Collectors.joining(", ", "[", "]"));
    String call =
        switch (motion.update()) {
          case Update.Sgd(double momentum, boolean nesterov, double ignored) ->
              "training.sgd(%s, %s, %s, %s, %s, %s, %s, False)"
                  .formatted(
                      some("", members),
                      gs,
                      momentum == 0 ? "annotate(List[Tensor], [])" : some("m", members),
                      pace.rate(),
                      momentum,
                      pace.decay(),
                      nesterov ? "True" : "False");
          case Update.Adam(double beta1, double beta2, double epsilon, double ignored) ->
              adam("adam", members, gs, pace) + tail(beta1, beta2, pace.decay(), epsilon);
          case Update.AdamW(double beta1, double beta2, double epsilon, double ignored) ->
              adam("adamw", members, gs, pace) + tail(beta1, beta2, pace.decay(), epsilon);
        };
    lines.add("    kept = " + call);
  }

  private String adam(String name, List<Integer> members, String gs, Pace pace) {
    String steps =
        members.stream()
            .map(i -> "self.s" + attribute.apply(trained.get(i)))
            .collect(Collectors.joining(", ", "[", "]"));
    lines.add("    _ = training.count(" + steps + ")");
    return "training.%s(%s, %s, %s, %s, %s, %s"
        .formatted(
            name,
            some("", members),
            gs,
            some("m", members),
            some("v", members),
            steps,
            pace.rate());
  }

  private static String tail(double beta1, double beta2, double decay, double epsilon) {
    return ", %s, %s, %s, %s)".formatted(beta1, beta2, decay, epsilon);
  }

  private String some(String prefix, List<Integer> members) {
    return members.stream()
        .map(i -> "self." + prefix + attribute.apply(trained.get(i)))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
