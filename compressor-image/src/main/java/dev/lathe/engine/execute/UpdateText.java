package dev.lathe.engine.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Writes how weights move along their gradients.
 *
 * <p>PyTorch leaves out a fused update whose result nobody reads; hence {@code kept}, which the
 * method must return.
 */
final class UpdateText {
  private final Training training;
  private final UnaryOperator<String> attribute;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param attribute the attribute that holds an initializer
   */
  UpdateText(Training training, UnaryOperator<String> attribute) {
    this.training = training;
    this.attribute = attribute;
  }

  /** Returns the lines; they read the gradients from {@code gs} and the rate from {@code rate}. */
  List<String> lines() {
    lines.clear();
    lines.add("    norm = torch.zeros([])");
    if (training.longest().isPresent()) {
      lines.add("    norm = training.norm(gs)");
      lines.add("    gs = training.clipped(gs, norm, " + training.longest().getAsDouble() + ")");
    }
    lines.add("    kept = norm");
    group(false);
    group(true);
    return List.copyOf(lines);
  }

  /** PyTorch's fused updates take one decay for all weights of a call. */
  private void group(boolean undecayed) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < training.trained().size(); i++) {
      if (training.undecayed().contains(training.trained().get(i)) == undecayed) {
        members.add(i);
      }
    }
    if (members.isEmpty()) {
      return;
    }
    double decay = undecayed ? 0 : training.update().weightDecay();
    String gs =
        members.stream().map(i -> "gs[" + i + "]").collect(Collectors.joining(", ", "[", "]"));
    String call =
        switch (training.update()) {
          case Update.Sgd(double momentum, boolean nesterov, double ignored) ->
              "training.sgd(%s, %s, %s, float(rate), %s, %s, %s, False)"
                  .formatted(
                      some("", members),
                      gs,
                      momentum == 0 ? "annotate(List[Tensor], [])" : some("m", members),
                      momentum,
                      decay,
                      nesterov ? "True" : "False");
          case Update.Adam(double beta1, double beta2, double epsilon, double ignored) ->
              adam("adam", members, gs) + tail(beta1, beta2, decay, epsilon);
          case Update.AdamW(double beta1, double beta2, double epsilon, double ignored) ->
              adam("adamw", members, gs) + tail(beta1, beta2, decay, epsilon);
        };
    lines.add("    kept = " + call);
  }

  private String adam(String name, List<Integer> members, String gs) {
    String steps =
        members.stream()
            .map(i -> "self.s" + attribute.apply(training.trained().get(i)))
            .collect(Collectors.joining(", ", "[", "]"));
    lines.add("    _ = training.count(" + steps + ")");
    return "training.%s(%s, %s, %s, %s, %s, float(rate)"
        .formatted(name, some("", members), gs, some("m", members), some("v", members), steps);
  }

  private static String tail(double beta1, double beta2, double decay, double epsilon) {
    return ", %s, %s, %s, %s)".formatted(beta1, beta2, decay, epsilon);
  }

  private String some(String prefix, List<Integer> members) {
    return members.stream()
        .map(i -> "self." + prefix + attribute.apply(training.trained().get(i)))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
