package dev.lathe.engine.execute;

import dev.lathe.engine.execute.archive.Stored;
import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.emit.Program;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a module remembers to be trained, as attributes beside those of its graph: moments of
 * updates, summed gradients, averages of weights. An attribute is called as that of the initializer
 * it goes with, behind a letter. Its file has nothing of them: the module makes them when it
 * begins.
 */
final class TrainingBuffers {
  private final Program program;
  private final Training training;
  private final List<Stored> extra = new ArrayList<>();
  private final SequencedMap<String, Cell> state = new LinkedHashMap<>();
  private final List<String> beginning = new ArrayList<>();

  TrainingBuffers(Program program, Training training) {
    this.program = program;
    this.training = training;
    training.trained().forEach(this::weight);
    switch (training.motion().update()) {
      case Update.Sgd sgd when sgd.momentum() == 0 -> {}
      case Update.Sgd sgd -> zeros("momentum of ", "m");
      case Update.Adam adam -> adamMoments();
      case Update.AdamW adamW -> adamMoments();
    }
    training.carried().keySet().forEach(this::weight);
    if (training.accumulates()) {
      zeros("gradient of ", "g");
    }
    if (training.motion().averaging().isPresent()) {
      averages();
    }
  }

  /** An attribute of the module, and what its elements are. */
  record Cell(String attribute, DType type) {}

  /** Returns the attributes besides those of the graph, as they are before the module begins. */
  List<Stored> extra() {
    return extra;
  }

  /**
   * Returns all that steps change by what it holds, in the order of a checkpoint: weights by their
   * names, and what the update remembers.
   */
  SequencedMap<String, Cell> state() {
    return state;
  }

  /** Returns the statements that make what is remembered as it is before the first step. */
  List<String> beginning() {
    return beginning;
  }

  /** Returns the attribute that holds an initializer. */
  String attribute(String initializer) {
    String attribute = program.parameters().get(initializer);
    if (attribute == null) {
      throw new EngineException(
          Reason.INVALID_MODEL, "there is no initializer '%s' to train".formatted(initializer));
    }
    return attribute;
  }

  private void adamMoments() {
    zeros("first moment of ", "m");
    zeros("second moment of ", "v");
    for (String name : training.trained()) {
      number("steps of " + name, "s" + attribute(name));
    }
  }

  private void weight(String name) {
    state.put(name, new Cell(attribute(name), type(name)));
  }

  /** Adds a buffer of zeros for each trained initializer. */
  private void zeros(String what, String letter) {
    for (String name : training.trained()) {
      String weight = attribute(name);
      add(what + name, letter + weight, name, "torch.zeros_like(self.%s)".formatted(weight));
    }
  }

  /** Adds a copy of all that moves, and how many steps it is the average of. */
  private void averages() {
    for (String name : training.moving()) {
      String weight = attribute(name);
      add(
          "average of " + name,
          "a" + weight,
          name,
          "torch.detach(torch.clone(self.%s))".formatted(weight));
    }
    number("averaged steps", "averaged");
  }

  /** Adds something of an initializer's type and extents. */
  private void add(String what, String attribute, String initializer, String value) {
    DType type = type(initializer);
    extra.add(empty(attribute, TorchType.carrying(type), Shape.of(0)));
    state.put(what, new Cell(attribute, type));
    beginning.add("self.%s = %s".formatted(attribute, value));
  }

  private void number(String what, String attribute) {
    extra.add(empty(attribute, TorchType.FLOAT, Shape.scalar()));
    state.put(what, new Cell(attribute, DType.FLOAT));
    beginning.add("_ = torch.zero_(self.%s)".formatted(attribute));
  }

  private static Stored empty(String attribute, TorchType type, Shape shape) {
    byte[] zeros = new byte[(int) shape.elementCount() * type.bytes()];
    return new Stored(attribute, type, shape, MemorySegment.ofArray(zeros), false);
  }

  private DType type(String initializer) {
    return program.type(attribute(initializer));
  }
}
