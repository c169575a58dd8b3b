package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Literals;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Operators that go through a sequence step by step. */
final class Recurrences {
  static final List<Operator> ROWS =
      List.of(
          op("GRU", Recurrences::gru), op("LSTM", Recurrences::lstm), op("RNN", Recurrences::rnn));

  private Recurrences() {}

  /** The activation functions of a node, with their parameters. */
  private record Activations(List<String> names, List<String> alphas, List<String> betas) {

    static Activations of(Site site, List<String> byDefault) {
      int directions =
          site.node().stringAttribute("direction", "forward").equals("bidirectional") ? 2 : 1;
      List<String> names = new ArrayList<>();
      if (site.node().attribute("activations").orElse(null)
          instanceof Attribute.Strings(List<Attribute.StringValue> given)) {
        given.forEach(name -> names.add(name.text()));
      } else {
        for (int i = 0; i < directions; i++) {
          names.addAll(byDefault);
        }
      }
      List<Float> alphas = new ArrayList<>(floats(site, "activation_alpha"));
      List<Float> betas = new ArrayList<>(floats(site, "activation_beta"));
      List<String> a = new ArrayList<>();
      List<String> b = new ArrayList<>();
      for (String name : names) {
        switch (name) {
          case "Affine", "ScaledTanh" -> {
            a.add(next(alphas, 1));
            b.add(next(betas, name.equals("Affine") ? 0 : 1));
          }
          case "HardSigmoid" -> {
            a.add(next(alphas, 0.2));
            b.add(next(betas, 0.5));
          }
          case "LeakyRelu" -> {
            a.add(next(alphas, 0.01));
            b.add("0.");
          }
          case "ThresholdedRelu", "Elu" -> {
            a.add(next(alphas, 1));
            b.add("0.");
          }
          case "Relu", "Tanh", "Sigmoid", "Softsign", "Softplus" -> {
            a.add("0.");
            b.add("0.");
          }
          default -> throw site.unsupported("activation '" + name + "'");
        }
      }
      return new Activations(names, a, b);
    }

    private static List<Float> floats(Site site, String name) {
      return site.node().attribute(name).orElse(null) instanceof Attribute.Floats(List<Float> given)
          ? given
          : List.of();
    }

    private static String next(List<Float> given, double byDefault) {
      return Literals.real(given.isEmpty() ? byDefault : given.removeFirst());
    }

    private String text() {
      return "%s, %s, %s"
          .formatted(
              names.stream()
                  .map(name -> '"' + name + '"')
                  .collect(Collectors.joining(", ", "[", "]")),
              alphas,
              betas);
    }
  }

  private static String settings(Site site, List<String> activations) {
    return "%s, %s, %s, %s"
        .formatted(
            site.literals().attribute("direction", "\"forward\""),
            Activations.of(site, activations).text(),
            site.literals().attribute("clip", "0."),
            site.literals().attribute("layout", "0"));
  }

  private static String inputs(Site site) {
    return "%s, %s, %s, %s, %s, %s"
        .formatted(
            site.tensor(0),
            site.tensor(1),
            site.tensor(2),
            site.optional(3),
            site.optional(4),
            site.optional(5));
  }

  private static void rnn(Site site) {
    site.assign(
        2, "recurrent.rnn(%s, %s)".formatted(inputs(site), settings(site, List.of("Tanh"))));
  }

  private static void gru(Site site) {
    site.assign(
        2,
        "recurrent.gru(%s, %s, %s)"
            .formatted(
                inputs(site),
                settings(site, List.of("Sigmoid", "Tanh")),
                site.literals().attribute("linear_before_reset", "0")));
  }

  private static void lstm(Site site) {
    site.assign(
        3,
        "recurrent.lstm(%s, %s, %s, %s, %s)"
            .formatted(
                inputs(site),
                site.optional(6),
                site.optional(7),
                settings(site, List.of("Sigmoid", "Tanh", "Tanh")),
                site.literals().attribute("input_forget", "0")));
  }
}
