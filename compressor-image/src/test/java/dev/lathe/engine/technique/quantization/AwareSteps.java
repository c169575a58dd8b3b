package dev.lathe.engine.technique.quantization;

import dev.lathe.engine.execute.Training;
import dev.lathe.engine.execute.TrainingModule;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Objective;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * Times a training step in floating point and one that rounds as the quantized model will, in
 * turns, on one thread, and prints the median of what each takes of the processor in ms. Arguments:
 * how many rounds, and how scales come about.
 */
final class AwareSteps {
  private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

  private AwareSteps() {}

  private record Subject(String name, Model model, Shape batch) {}

  private static String block(Sketch g, String x, int channels, int stride) {
    String inner = g.relu(conv(g, x, channels, 3, stride));
    String outer = conv(g, inner, channels, 3, 1);
    return g.relu(g.node("Add", outer, stride == 1 ? x : conv(g, x, channels, 1, stride)));
  }

  private static String conv(Sketch g, String x, int channels, int kernel, int stride) {
    int pad = kernel / 2;
    return g.op("Conv")
        .ints("strides", stride, stride)
        .ints("pads", pad, pad, pad, pad)
        .on(x, g.weights(channels, g.extent(x, 1), kernel, kernel), g.weights(channels));
  }

  private static Model residual() {
    return Sketch.model(g -> {
      String x = g.relu(conv(g, g.input("x", -1, 3, 32, 32), 16, 3, 1));
      x = block(g, block(g, block(g, x, 16, 1), 32, 2), 64, 2);
      String flat = g.node("Flatten", g.node("GlobalAveragePool", x));
      g.output(g.node("Gemm", flat, g.weights(64, 10), g.weights(10)));
    });
  }

  private static Model perceptron() {
    return Sketch.model(g -> {
      String x = g.relu(g.node("Gemm", g.input("x", -1, 784), g.weights(784, 256), g.weights(256)));
      x = g.relu(g.node("Gemm", x, g.weights(256, 256), g.weights(256)));
      g.output(g.node("Gemm", x, g.weights(256, 10), g.weights(10)));
    });
  }

  private static TrainingModule compile(Objective objective, Model model, List<String> floats) {
    Objective.Attached attached = objective.attach(model);
    SequencedSet<String> trained = new LinkedHashSet<>(floats);
    trained.addAll(attached.parameters());
    return TrainingModule.compile(
        attached.model(),
        Training.of(attached.loss(), List.copyOf(trained), Update.adamW(0.01))
            .withCarried(attached.carried()));
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private static void time(Subject subject, Awareness awareness, int rounds) {
    Tensor x =
        new Network().random(1, subject.batch().toList().stream().mapToLong(n -> n).toArray());
    long samples = subject.batch().dim(0);
    long[] labels = new long[(int) samples];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 10;
    }
    QuantizationConfig config =
        QuantizationConfig.of(Mode.STATIC, Target.X64_VNNI)
            .withScope(Scope.everything().withKeepFloat(Choice.OFF));
    StaticForm form =
        Quantizer.form(
            subject.model(),
            config,
            Optional.of(Network.over(List.of(Map.of("x", x)))),
            ProgressListener.SILENT);
    TrainingForm.Built built = TrainingForm.of(form, ScaleRule.of(awareness, Update.adamW(0.01)));
    List<String> floats =
        subject.model().graph().initializers().values().stream()
            .filter(one -> one.tensor().type() == DType.FLOAT)
            .map(one -> one.name())
            .toList();
    Map<String, Tensor> given = new HashMap<>(Map.of("x", x));
    given.put("loss/labels", Tensor.ofLongs(Shape.of(samples), labels));
    Map<String, Tensor> more = new HashMap<>(given);
    built.moving().share().ifPresent(s -> more.put(s, Tensor.ofFloats(Shape.scalar(), 0.01f)));
    SequencedMap<TrainingModule, List<Double>> taken = new LinkedHashMap<>();
    try (TrainingModule exact = compile(AwareTrial.labels(), subject.model(), floats);
        TrainingModule aware =
            compile(
                new AwareObjective(AwareTrial.labels(), built.moving(), 0.75),
                built.model(),
                List.copyOf(built.floats().values()))) {
      taken.put(exact, new ArrayList<>());
      taken.put(aware, new ArrayList<>());
      for (int round = -3; round < rounds; round++) {
        for (TrainingModule module : taken.keySet()) {
          long start = PROCESSOR.getCurrentThreadCpuTime();
          module.step(module == exact ? given : more, 1e-4);
          double millis = (PROCESSOR.getCurrentThreadCpuTime() - start) / 1e6;
          if (round >= 0) {
            taken.get(module).add(millis);
          }
        }
      }
      double one = median(taken.get(exact));
      double other = median(taken.get(aware));
      System.out.printf(
          Locale.ROOT,
          "%s %.3f %.3f ratio %.3f (least %.3f %.3f)%n",
          subject.name(),
          one,
          other,
          other / one,
          Collections.min(taken.get(exact)),
          Collections.min(taken.get(aware)));
    }
  }

  public static void main(String[] arguments) {
    Awareness awareness = new Awareness(Awareness.Scales.valueOf(arguments[1]), 0.75);
    int rounds = Integer.parseInt(arguments[0]);
    time(new Subject("resnet", residual(), Shape.of(128, 3, 32, 32)), awareness, rounds);
    time(new Subject("digits", Digits.network(1), Shape.of(64, 1, 28, 28)), awareness, rounds);
    time(new Subject("mlp", perceptron(), Shape.of(64, 784)), awareness, 20 * rounds);
  }
}
