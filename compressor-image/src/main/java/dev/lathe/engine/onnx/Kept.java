package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.lathe.engine.graph.Residue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A residue, field by field.
 *
 * @param fields by ascending number, those of one number in their order
 */
record Kept(List<Field> fields) {
  private static final Kept NOTHING = new Kept(List.of());

  /**
   * One field.
   *
   * @param raw the whole field with its tag
   */
  record Field(int number, MemorySegment raw) {
    ProtoReader reader() {
      ProtoReader reader = ProtoReader.of(raw, Place.root(""));
      reader.next();
      return reader;
    }

    /** Returns the fields of the message that this field holds. */
    Residue residue() {
      return Residue.of(reader().bytes().toArray(JAVA_BYTE));
    }

    /** Returns the fields of the message that this field holds. */
    Kept content() {
      return Kept.of(residue());
    }
  }

  static Kept nothing() {
    return NOTHING;
  }

  static Kept of(Residue residue) {
    if (residue.isEmpty()) {
      return NOTHING;
    }
    List<Field> fields = new ArrayList<>();
    ProtoReader reader = ProtoReader.of(residue.toBytes());
    while (reader.next()) {
      fields.add(new Field(reader.field(), reader.raw()));
    }
    fields.sort(Comparator.comparingInt(Field::number));
    return new Kept(fields);
  }

  /** Returns the fields of that number. */
  List<Field> of(int number) {
    return fields.isEmpty()
        ? List.of()
        : fields.stream().filter(field -> field.number() == number).toList();
  }

  boolean has(int number) {
    return !of(number).isEmpty();
  }

  /** Returns what is kept of the message in a field; nothing if there is none. */
  Residue residue(int number) {
    List<Field> found = of(number);
    return found.isEmpty() ? Residue.none() : found.getFirst().residue();
  }
}
