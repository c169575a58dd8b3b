package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Code;
import dev.lathe.engine.execute.emit.Operand;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Operators that hold graphs: their bodies are written where they stand. */
final class ControlFlow {
  static final List<Operator> ROWS =
      List.of(
          op("If", ControlFlow::branch),
          op("Loop", ControlFlow::loop),
          new Operator("", "Scan", 9, ControlFlow::scan));

  private ControlFlow() {}

  private static void branch(Site site) {
    Code code = site.code();
    List<String> results = new ArrayList<>();
    List<Optional<DType>> types = new ArrayList<>();
    site.node().outputs().forEach(output -> results.add(code.freshName()));
    code.line("if bool(" + site.tensor(0) + "):");
    code.indented(() -> {
      List<Operand> given = site.inline(site.body("then_branch"), List.of());
      given.forEach(operand -> types.add(operand.type()));
      assign(code, results, given);
    });
    code.line("else:");
    code.indented(() -> assign(code, results, site.inline(site.body("else_branch"), List.of())));
    for (int i = 0; i < results.size(); i++) {
      site.bind(i, Operand.of(results.get(i), types.get(i)));
    }
  }

  private static void assign(Code code, List<String> names, List<Operand> values) {
    for (int i = 0; i < names.size(); i++) {
      code.line(names.get(i) + " = " + values.get(i).expression());
    }
  }

  private static void loop(Site site) {
    Graph body = site.body("body");
    Code code = site.code();
    int carried = site.node().inputs().size() - 2;
    List<Operand> state = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < carried; i++) {
      names.add(code.freshName());
      code.line(names.get(i) + " = " + site.tensor(2 + i));
      state.add(Operand.of(names.get(i), site.onnxType(2 + i)));
    }
    String step = code.freshName();
    String goes = code.freshName();
    String limit = site.has(0) ? "int(torch.item(" + site.tensor(0) + "))" : "9223372036854775807";
    List<String> scans = lists(code, site.node().outputs().size() - carried);
    code.line(step + " = 0");
    code.line(goes + " = " + (site.has(1) ? "bool(" + site.tensor(1) + ")" : "True"));
    code.line("while " + goes + " and " + step + " < " + limit + ":");
    code.indented(() -> {
      List<Operand> inputs = new ArrayList<>();
      inputs.add(Operand.of("torch.tensor(" + step + ", dtype=4)", Optional.of(DType.INT64)));
      inputs.add(Operand.of("torch.tensor(" + goes + ", dtype=11)", Optional.of(DType.BOOL)));
      inputs.addAll(state);
      List<Operand> outputs = site.inline(body, inputs);
      List<Operand> next = snapshot(code, outputs.subList(1, outputs.size()));
      code.line(goes + " = bool(" + outputs.getFirst().expression() + ")");
      assign(code, names, next.subList(0, carried));
      append(code, scans, next.subList(carried, next.size()));
      code.line(step + " = " + step + " + 1");
    });
    for (int i = 0; i < carried; i++) {
      site.bind(i, state.get(i));
    }
    List<Long> axes = Collections.nCopies(scans.size(), 0L);
    stack(site, scans, carried, axes, axes);
  }

  private static void scan(Site site) {
    Graph body = site.body("body");
    Code code = site.code();
    int scanned = (int) site.node().intAttribute("num_scan_inputs", 1);
    int carried = site.node().inputs().size() - scanned;
    List<Operand> state = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < carried; i++) {
      names.add(code.freshName());
      code.line(names.get(i) + " = " + site.tensor(i));
      state.add(Operand.of(names.get(i), site.onnxType(i)));
    }
    List<Long> axes = longs(site, "scan_input_axes", scanned);
    List<Long> backward = longs(site, "scan_input_directions", scanned);
    int written = site.node().outputs().size() - carried;
    List<String> scans = lists(code, written);
    String step = code.freshName();
    String steps = "torch.size(%s, %d)".formatted(site.tensor(carried), axes.getFirst());
    code.line("for " + step + " in range(" + steps + "):");
    code.indented(() -> {
      List<Operand> inputs = new ArrayList<>(state);
      for (int i = 0; i < scanned; i++) {
        String at = backward.get(i) == 0 ? step : "-1 - " + step;
        inputs.add(
            Operand.of(
                "torch.select(%s, %d, %s)".formatted(site.tensor(carried + i), axes.get(i), at),
                site.onnxType(carried + i)));
      }
      List<Operand> next = snapshot(code, site.inline(body, inputs));
      assign(code, names, next.subList(0, carried));
      append(code, scans, next.subList(carried, next.size()));
    });
    for (int i = 0; i < carried; i++) {
      site.bind(i, state.get(i));
    }
    stack(
        site,
        scans,
        carried,
        longs(site, "scan_output_axes", written),
        longs(site, "scan_output_directions", written));
  }

  private static List<Long> longs(Site site, String attribute, int count) {
    return site.node().intsAttribute(attribute).orElse(Collections.nCopies(count, 0L));
  }

  private static List<String> lists(Code code, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(code.freshName());
      code.line(names.get(i) + " = annotate(List[Tensor], [])");
    }
    return names;
  }

  /** Gives results names before any variable they are made of changes. */
  private static List<Operand> snapshot(Code code, List<Operand> values) {
    List<Operand> named = new ArrayList<>();
    for (Operand value : values) {
      String name = code.freshName();
      code.line(name + " = " + value.expression());
      named.add(Operand.of(name, value.type()));
    }
    return named;
  }

  private static void append(Code code, List<String> lists, List<Operand> values) {
    for (int i = 0; i < lists.size(); i++) {
      code.line("_ = torch.append(" + lists.get(i) + ", " + values.get(i).expression() + ")");
    }
  }

  private static void stack(
      Site site, List<String> scans, int first, List<Long> axes, List<Long> backward) {
    for (int i = 0; i < scans.size(); i++) {
      String name = site.code().freshName();
      site.code()
          .line(
              "%s = control.stacked(%s, %d, %d, %d)"
                  .formatted(
                      name,
                      scans.get(i),
                      axes.get(i),
                      backward.get(i),
                      site.outputType(first + i).code()));
      site.bind(first + i, Operand.of(name, site.outputOnnxType(first + i)));
    }
  }
}
