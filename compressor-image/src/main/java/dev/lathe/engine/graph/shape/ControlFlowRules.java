package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that run bodies, which read the values around them. */
final class ControlFlowRules {
  /** Each round forgets an extent at least, so that few are needed. */
  private static final int MOST_ROUNDS = 16;

  private ControlFlowRules() {}

  /**
   * A body that is run again and again.
   *
   * @param before inputs before the carried values
   * @param after inputs behind them
   * @param outputsBefore how many outputs come before the carried ones
   */
  private record Body(Graph graph, List<Fact> before, List<Fact> after, int outputsBefore) {}

  /** Outputs are what holds for both branches, or those of the one that is taken for sure. */
  static List<Fact> branch(Site site) {
    site.required(0);
    Graph thenBranch = site.body("then_branch");
    Graph elseBranch = site.body("else_branch");
    if (thenBranch.outputs().size() != elseBranch.outputs().size()) {
      throw site.wrong(
          "attribute 'else_branch'",
          thenBranch.outputs().size() + " outputs",
          elseBranch.outputs().size());
    }
    Optional<List<Long>> condition = site.integers(0).filter(values -> values.size() == 1);
    if (condition.isPresent()) {
      return run(site, condition.get().getFirst() != 0 ? thenBranch : elseBranch, List.of());
    }
    List<Fact> ifTrue = run(site, thenBranch, List.of());
    List<Fact> ifFalse = run(site, elseBranch, List.of());
    List<Fact> either = new ArrayList<>();
    for (int i = 0; i < ifTrue.size(); i++) {
      either.add(ifTrue.get(i).or(ifFalse.get(i)));
    }
    return either;
  }

  /** Inputs: trip count, condition, carried values. Outputs: these, then what each trip adds. */
  static List<Fact> loop(Site site) {
    Graph body = site.body("body");
    int carriedCount = Math.max(0, site.node().inputs().size() - 2);
    List<Fact> carried = new ArrayList<>();
    for (int i = 0; i < carriedCount; i++) {
      carried.add(site.input(i + 2));
    }
    Fact trip = Fact.of(DType.INT64, List.of());
    Fact condition = Fact.of(DType.BOOL, List.of());
    List<Fact> produced =
        settle(site, new Body(body, List.of(trip, condition), List.of(), 1), carried);
    List<Fact> outputs = new ArrayList<>(carried);
    for (Fact each : produced) {
      outputs.add(stacked(each, Dims.UNKNOWN, 0));
    }
    return outputs;
  }

  /** Inputs: carried values, then those that are cut into slices, one per trip. */
  static List<Fact> scan(Site site) {
    Graph body = site.body("body");
    int inputs = site.node().inputs().size();
    int slicedCount = (int) Math.clamp(site.intAttribute("num_scan_inputs", 1), 0, inputs);
    List<Fact> carried = new ArrayList<>(site.inputs().subList(0, inputs - slicedCount));
    List<Long> axes = site.intsAttribute("scan_input_axes").orElse(List.of());
    List<Fact> slices = new ArrayList<>();
    Dim trips = Dims.UNKNOWN;
    for (int i = 0; i < slicedCount; i++) {
      Fact whole = site.input(inputs - slicedCount + i);
      if (whole.dims().isEmpty()) {
        slices.add(Fact.of(whole.type(), Optional.empty()));
        continue;
      }
      List<Dim> dims = new ArrayList<>(whole.dims().get());
      trips = Dims.sharper(trips, dims.remove(site.axis(axisOf(axes, i), dims.size())));
      slices.add(Fact.of(whole.type(), Optional.of(dims)));
    }
    List<Fact> produced = settle(site, new Body(body, List.of(), slices, 0), carried);
    List<Long> outputAxes = site.intsAttribute("scan_output_axes").orElse(List.of());
    List<Fact> outputs = new ArrayList<>(carried);
    for (int i = 0; i < produced.size(); i++) {
      outputs.add(stacked(produced.get(i), trips, axisOf(outputAxes, i)));
    }
    return outputs;
  }

  private static long axisOf(List<Long> axes, int index) {
    return index < axes.size() ? axes.get(index) : 0;
  }

  /**
   * Runs the body until what is known of the carried values holds on each trip, and leaves it in
   * {@code carried}.
   *
   * @return what each trip adds
   */
  private static List<Fact> settle(Site site, Body body, List<Fact> carried) {
    int skipped = body.outputsBefore();
    for (int round = 0; ; round++) {
      List<Fact> inputs = new ArrayList<>(body.before());
      inputs.addAll(carried);
      inputs.addAll(body.after());
      List<Fact> outputs = run(site, body.graph(), inputs);
      if (outputs.size() < skipped + carried.size()) {
        throw site.wrong(
            "attribute 'body'", skipped + carried.size() + " outputs or more", outputs.size());
      }
      boolean settled = true;
      for (int i = 0; i < carried.size(); i++) {
        Fact next = carried.get(i).or(outputs.get(skipped + i));
        settled &= next.equals(carried.get(i));
        carried.set(i, round < MOST_ROUNDS ? next : Fact.unknown());
      }
      if (settled) {
        return outputs.subList(skipped + carried.size(), outputs.size());
      }
    }
  }

  private static Fact stacked(Fact each, Dim count, long axis) {
    return each.withDims(
        each.dims()
            .map(dims -> {
              List<Dim> all = new ArrayList<>(dims);
              int at = (int) Math.clamp(axis < 0 ? axis + all.size() + 1 : axis, 0, all.size());
              all.add(at, count);
              return all;
            }));
  }

  /** Returns what is known of a body's outputs. */
  private static List<Fact> run(Site site, Graph body, List<Fact> inputs) {
    Scope scope = site.scope().enter(body);
    for (int i = 0; i < Math.min(inputs.size(), body.inputs().size()); i++) {
      Value input = body.inputs().get(i);
      Fact fact = inputs.get(i);
      if (fact.type().isEmpty() && input.type() instanceof TensorType declared) {
        fact = Fact.of(Optional.of(declared.elementType()), fact.dims());
      }
      scope.put(input.name(), fact);
    }
    GraphWalk.fill(body, scope);
    return body.outputs().stream().map(output -> scope.get(output.name())).toList();
  }
}
