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
  private final SequencedMap<String, Stored> state = new LinkedHashMap<>();
  private MemorySegment zeros = MemorySegment.ofArray(new byte[0]);

  TrainingBuffers(Program program, Training training) {
    this.program = program;
    this.training = training;
    training.trained().forEach(name -> state.put(name, stored(name)));
    switch (training.motion().update()) {
      case Update.Sgd sgd when sgd.momentum() == 0 -> {}
      case Update.Sgd sgd -> zeros("momentum of ", "m");
      case Update.Adam adam -> adamMoments();
      case Update.AdamW adamW -> adamMoments();
    }
    training.carried().keySet().forEach(name -> state.put(name, stored(name)));
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
   * Returns all that steps change by what it holds, as it is before the first, in the order of a
   * checkpoint: weights by their names, and what the update remembers.
   */
  SequencedMap<String, Stored> state() {
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
      TorchType type = weight.type();
      MemorySegment data = zeros(weight.shape().elementCount() * type.bytes());
      add(what + name, new Stored(letter + weight.name(), type, weight.shape(), data, false));
    }
  }

  /** All buffers begin as parts of the same zeros. */
  private MemorySegment zeros(long bytes) {
    if (bytes > zeros.byteSize()) {
      zeros = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
    }
    return zeros.asSlice(0, bytes);
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
    MemorySegment zero = zeros(TorchType.FLOAT.bytes());
    add(what, new Stored(attribute, TorchType.FLOAT, Shape.scalar(), zero, false));
  }

  private void add(String what, Stored buffer) {
    extra.add(buffer);
    state.put(what, buffer);
  }

  private Stored stored(String initializer) {
    return program.tensors().stream()
        .filter(tensor -> tensor.name().equals(attribute(initializer)))
        .findFirst()
        .orElseThrow();
  }
}
