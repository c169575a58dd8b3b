package dev.lathe.engine.execute;

import dev.lathe.engine.execute.emit.Program;
import java.util.ArrayList;
import java.util.List;
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
  private final TrainingBuffers buffers;
  private final UpdateText update;
  private final List<String> lines = new ArrayList<>();

  private TrainingMethods(Program program, Training training, TrainingBuffers buffers) {
    this.program = program;
    this.training = training;
    this.buffers = buffers;
    update = new UpdateText(training, buffers::attribute);
  }

  /** Returns the lines of all methods. */
  static List<String> lines(Program program, Training training, TrainingBuffers buffers) {
    TrainingMethods methods = new TrainingMethods(program, training, buffers);
    methods.step();
    if (training.accumulates()) {
      methods.accumulate();
    }
    methods.diagnosis();
    methods.state();
    return methods.lines;
  }

  private void step() {
    line(
        "  def step(self"
            + program.arguments(", x%d: Tensor")
            + ", rate: Tensor) -> List[Tensor]:");
    forward();
    stopUnlessFinite();
    line("    gs = training.gradients(loss, " + all("") + ")");
    line("    torch.set_grad_enabled(False)");
    lines.addAll(update.lines());
    carry();
    line("    return [torch.detach(loss), norm, kept" + average() + "]");
  }

  private void accumulate() {
    line(
        "  def accumulate(self"
            + program.arguments(", x%d: Tensor")
            + ", share: Tensor) -> List[Tensor]:");
    forward();
    stopUnlessFinite();
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
    line("    return [torch.zeros([]), norm, kept, done" + average() + "]");
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
    line("  def reached(self" + arguments + ") -> List[Tensor]:");
    forward();
    line("    reached = training.reached(loss, " + all("") + ")");
    line("    torch.set_grad_enabled(False)");
    line("    return [reached]");
  }

  private void state() {
    String state =
        buffers.state().values().stream()
            .map(cell -> "self." + cell.attribute())
            .collect(Collectors.joining(", ", "[", "]"));
    line("  def state(self) -> List[Tensor]:");
    line("    return " + state);
    line("  def restore(self, place: Tensor, value: Tensor) -> List[Tensor]:");
    line("    state = " + state);
    line("    return [torch.copy_(state[int(place)], value)]");
    line("  def begin(self) -> List[Tensor]:");
    buffers.beginning().forEach(statement -> line("    " + statement));
    line("    return [torch.zeros([])]");
    if (training.motion().averaging().isPresent()) {
      line("  def swap(self) -> List[Tensor]:");
      line("    return [training.swap(%s, %s)]".formatted(moving(""), moving("a")));
    }
  }

  private void forward() {
    int index = List.copyOf(program.outputs().keySet()).indexOf(training.loss());
    String arguments = program.arguments(", x%d");
    line("    torch.set_grad_enabled(True)");
    line("    outputs = self.forward(" + (arguments.isEmpty() ? "" : arguments.substring(2)) + ")");
    line("    loss = torch.squeeze(outputs[" + index + "])");
  }

  /** A loss that is no number would spoil all weights: they stay as they were, to be looked at. */
  private void stopUnlessFinite() {
    line("    if bool(torch.logical_not(torch.isfinite(loss))):");
    line("      torch.set_grad_enabled(False)");
    line("      return [torch.detach(loss), torch.zeros([])]");
  }

  private void carry() {
    List<String> outputs = List.copyOf(program.outputs().keySet());
    training
        .carried()
        .forEach((name, value) ->
            line(
                "    _ = torch.copy_(self.%s, outputs[%d])"
                    .formatted(buffers.attribute(name), outputs.indexOf(value))));
  }

  /** Returns one more result, so that PyTorch does not leave out what makes it. */
  private String average() {
    return training.motion().averaging().isEmpty()
        ? ""
        : ", training.average(%s, %s, self.averaged, %s)"
            .formatted(moving("a"), moving(""), training.motion().averaging().getAsDouble());
  }

  private String all(String letter) {
    return attributes(training.trained(), letter);
  }

  private String moving(String letter) {
    return attributes(training.moving(), letter);
  }

  private String attributes(List<String> initializers, String letter) {
    return initializers.stream()
        .map(name -> "self." + letter + buffers.attribute(name))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private void line(String text) {
    lines.add(text);
  }
}
