package dev.lathe.engine.execute;

import dev.lathe.engine.execute.archive.Stored;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Writes the methods of a module that train it.
 *
 * <p>Everything a step changes is an attribute of the module, so that {@code state} and {@code
 * restore} are all a checkpoint needs.
 */
final class TrainingMethods {
  private final Program program;
  private final Training training;
  private final UpdateText update;
  private final List<String> lines = new ArrayList<>();
  private final List<Stored> extra = new ArrayList<>();

  /** Attributes by what they hold, in the order of a checkpoint. */
  private final SequencedMap<String, String> state = new LinkedHashMap<>();

  TrainingMethods(Program program, Training training) {
    this.program = program;
    this.training = training;
    update = new UpdateText(training, this::attribute);
    for (String name : training.trained()) {
      state.put(name, attribute(name));
    }
    moments();
    training.carried().keySet().forEach(name -> state.put(name, attribute(name)));
    if (training.accumulates()) {
      zeros("gradient of ", "g");
    }
    step();
    if (training.accumulates()) {
      accumulate();
    }
    diagnosis();
    line("  def state(self) -> List[Tensor]:");
    line("    return " + list(state.values()));
    line("  def restore(self, values: List[Tensor]) -> List[Tensor]:");
    line("    return [training.assign(" + list(state.values()) + ", values)]");
  }

  /** Returns the methods. */
  List<String> lines() {
    return lines;
  }

  /** Returns the attributes they need besides those of the graph. */
  List<Stored> extra() {
    return extra;
  }

  /** Returns what a checkpoint holds: weights by their names, and what the update remembers. */
  SequencedMap<String, String> state() {
    return state;
  }

  private String attribute(String initializer) {
    String attribute = program.parameters().get(initializer);
    if (attribute == null) {
      throw new EngineException(
          Reason.INVALID_MODEL, "there is no initializer '%s' to train".formatted(initializer));
    }
    return attribute;
  }

  private void moments() {
    switch (training.update()) {
      case Update.Sgd sgd when sgd.momentum() == 0 -> {}
      case Update.Sgd sgd -> zeros("momentum of ", "m");
      case Update.Adam adam -> adamMoments();
      case Update.AdamW adamW -> adamMoments();
    }
  }

  private void adamMoments() {
    zeros("first moment of ", "m");
    zeros("second moment of ", "v");
    zeros("steps of ", "s");
  }

  /** Adds a buffer of zeros for each trained initializer; those of steps are single numbers. */
  private void zeros(String what, String prefix) {
    for (String name : training.trained()) {
      Stored weight =
          program.tensors().stream()
              .filter(tensor -> tensor.name().equals(attribute(name)))
              .findFirst()
              .orElseThrow();
      boolean single = prefix.equals("s");
      TorchType type = single ? TorchType.FLOAT : weight.type();
      Shape shape = single ? Shape.scalar() : weight.shape();
      MemorySegment data =
          MemorySegment.ofArray(new byte[Math.toIntExact(shape.elementCount() * type.bytes())]);
      String attribute = prefix + weight.name();
      extra.add(new Stored(attribute, type, shape, data, false));
      state.put(what + name, attribute);
    }
  }

  private void step() {
    line(
        "  def step(self"
            + program.arguments(", x%d: Tensor")
            + ", rate: Tensor) -> List[Tensor]:");
    forward();
    line("    gs = training.gradients(loss, " + all("") + ")");
    line("    torch.set_grad_enabled(False)");
    lines.addAll(update.lines());
    carry();
    line("    return [torch.detach(loss), norm, kept]");
  }

  private void accumulate() {
    line(
        "  def accumulate(self"
            + program.arguments(", x%d: Tensor")
            + ", share: Tensor) -> List[Tensor]:");
    forward();
    line("    gs = training.gradients(loss, " + all("") + ")");
    line("    torch.set_grad_enabled(False)");
    line("    kept = training.accumulate(" + all("g") + ", gs, float(share))");
    carry();
    line("    return [torch.detach(loss), torch.zeros([]), kept]");
    line("  def apply(self, rate: Tensor) -> List[Tensor]:");
    line("    gs = " + all("g"));
    line("    torch.set_grad_enabled(False)");
    lines.addAll(update.lines());
    line("    done = training.zero(" + all("g") + ")");
    line("    return [torch.zeros([]), norm, kept, done]");
  }

  private void diagnosis() {
    String arguments = program.arguments(", x%d: Tensor");
    line("  def gradients(self" + arguments + ") -> List[Tensor]:");
    forward();
    line("    reached = training.reached(loss, " + all("") + ")");
    line("    gs = training.gradients(loss, " + all("") + ")");
    line("    torch.set_grad_enabled(False)");
    line("    gs.append(reached)");
    line("    return gs");
  }

  private void forward() {
    int index = List.copyOf(program.outputs().keySet()).indexOf(training.loss());
    String arguments = program.arguments(", x%d");
    line("    torch.set_grad_enabled(True)");
    line("    outputs = self.forward(" + (arguments.isEmpty() ? "" : arguments.substring(2)) + ")");
    line("    loss = torch.squeeze(outputs[" + index + "])");
  }

  private void carry() {
    List<String> outputs = List.copyOf(program.outputs().keySet());
    training
        .carried()
        .forEach((name, value) ->
            line(
                "    _ = torch.copy_(self.%s, outputs[%d])"
                    .formatted(attribute(name), outputs.indexOf(value))));
  }

  private String all(String prefix) {
    return training.trained().stream()
        .map(name -> "self." + prefix + attribute(name))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String list(Iterable<String> attributes) {
    List<String> names = new ArrayList<>();
    attributes.forEach(attribute -> names.add("self." + attribute));
    return "[" + String.join(", ", names) + "]";
  }

  private void line(String text) {
    lines.add(text);
  }
}
