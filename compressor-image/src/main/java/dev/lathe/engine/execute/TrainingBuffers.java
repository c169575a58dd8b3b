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

/**
 * What a module remembers to be trained, as attributes beside those of its graph: moments of
 * updates, summed gradients, averages of weights. An attribute is called as that of the initializer
 * it goes with, behind a letter.
 */
final class TrainingBuffers {
  private final Program program;
  private final Training training;
  private final List<Stored> extra = new ArrayList<>();
  private final SequencedMap<String, String> state = new LinkedHashMap<>();

  TrainingBuffers(Program program, Training training) {
    this.program = program;
    this.training = training;
    training.trained().forEach(name -> state.put(name, attribute(name)));
    switch (training.motion().update()) {
      case Update.Sgd sgd when sgd.momentum() == 0 -> {}
      case Update.Sgd sgd -> zeros("momentum of ", "m");
      case Update.Adam adam -> adamMoments();
      case Update.AdamW adamW -> adamMoments();
    }
    training.carried().keySet().forEach(name -> state.put(name, attribute(name)));
    if (training.accumulates()) {
      zeros("gradient of ", "g");
    }
    if (training.motion().averaging().isPresent()) {
      averages();
    }
  }

  /** Returns the attributes besides those of the graph. */
  List<Stored> extra() {
    return extra;
  }

  /**
   * Returns the attributes of all that steps change by what they hold, in the order of a
   * checkpoint: weights by their names, and what the update remembers.
   */
  SequencedMap<String, String> state() {
    return state;
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

  /** Adds a buffer of zeros for each trained initializer. */
  private void zeros(String what, String letter) {
    for (String name : training.trained()) {
      Stored weight = stored(name);
      long bytes = weight.shape().elementCount() * weight.type().bytes();
      MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
      add(
          what + name,
          new Stored(letter + weight.name(), weight.type(), weight.shape(), data, false));
    }
  }

  /** Adds a copy of all that moves, and how many steps it is the average of. */
  private void averages() {
    for (String name : training.moving()) {
      Stored one = stored(name);
      add(
          "average of " + name,
          new Stored("a" + one.name(), one.type(), one.shape(), one.data(), false));
    }
    number("averaged steps", "averaged");
  }

  private void number(String what, String attribute) {
    MemorySegment zero = MemorySegment.ofArray(new byte[TorchType.FLOAT.bytes()]);
    add(what, new Stored(attribute, TorchType.FLOAT, Shape.scalar(), zero, false));
  }

  private void add(String what, Stored buffer) {
    extra.add(buffer);
    state.put(what, buffer.name());
  }

  private Stored stored(String initializer) {
    return program.tensors().stream()
        .filter(tensor -> tensor.name().equals(attribute(initializer)))
        .findFirst()
        .orElseThrow();
  }
}
