package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code AttributeProto}. */
final class AttributeCodec {
  private static final int NAME = 1;
  private static final int TYPE = 20;
  private static final int REFERENCE = 21;
  private static final long MODELLED = ProtoWriter.fields(NAME, TYPE) | AttributeKind.fieldsOfAll();

  private final TensorCodec tensors;
  private final GraphCodec graphs;

  AttributeCodec(TensorCodec tensors, GraphCodec graphs) {
    this.tensors = tensors;
    this.graphs = graphs;
  }

  /**
   * An attribute as a file holds it.
   *
   * @param residue what the file says beside the value: documentation, a tensor's name, an empty
   *     type where it leaves the type out
   */
  record Named(String name, Attribute value, Residue residue) {}

  /**
   * What must be known of an attribute before its value can be read.
   *
   * @param parameter of a function that it refers to, if any
   */
  private record Head(String name, String parameter, Optional<AttributeKind> kind, boolean typed) {}

  Named read(ProtoReader reader) {
    Head head = readHead(reader);
    reader.rewind();
    if (!head.parameter().isEmpty()) {
      Residue rest = allBut(Set.of(NAME, REFERENCE), reader);
      return new Named(
          head.name(), new Attribute.Reference(head.parameter(), rest), Residue.none());
    }
    if (head.kind().isEmpty()) {
      Residue rest = allBut(Set.of(NAME), reader);
      return new Named(head.name(), new Attribute.Opaque(rest), Residue.none());
    }
    AttributeKind kind = head.kind().get();
    AttributeValue value = new AttributeValue(kind, tensors, graphs);
    Leftovers leftovers = new Leftovers();
    while (reader.next()) {
      int field = reader.field();
      if (field == kind.field()) {
        value.read(reader, leftovers);
      } else if (field == NAME || field == TYPE) {
        reader.raw();
      } else {
        Unmodelled.ATTRIBUTE.check(reader);
        leftovers.keep(reader.consumed());
      }
    }
    if (!head.typed()) {
      ProtoWriter untyped = new ProtoWriter();
      untyped.integer(TYPE, 0);
      untyped.chunks().forEach(leftovers::keep);
    }
    return new Named(head.name(), value.finish(head.name(), reader), leftovers.toResidue());
  }

  private static Head readHead(ProtoReader reader) {
    String name = "";
    boolean typed = false;
    String parameter = "";
    int type = 0;
    Optional<AttributeKind> only = Optional.empty();
    int values = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case NAME -> name = reader.text();
        case TYPE -> {
          type = reader.int32();
          typed = true;
        }
        case REFERENCE -> parameter = reader.text();
        default -> {
          Optional<AttributeKind> kind = AttributeKind.ofField(reader.field());
          if (kind.isPresent() && !kind.equals(only)) {
            only = kind;
            values++;
          }
          reader.raw();
        }
      }
    }
    if (name.isEmpty()) {
      throw reader.invalid("an attribute has no name");
    }
    if (!parameter.isEmpty()) {
      return new Head(name, parameter, Optional.empty(), typed);
    }
    if (!typed) {
      return new Head(name, parameter, values == 1 ? only : Optional.empty(), false);
    }
    return new Head(name, parameter, AttributeKind.ofType(type), true);
  }

  private static Residue allBut(Set<Integer> fields, ProtoReader reader) {
    Leftovers all = new Leftovers();
    while (reader.next()) {
      if (fields.contains(reader.field())) {
        reader.raw();
      } else {
        Unmodelled.ATTRIBUTE.check(reader);
        all.keep(reader.consumed());
      }
    }
    return all.toResidue();
  }

  /** Writes an attribute; what is kept of another kind of value by that name is dropped. */
  ProtoWriter write(String name, Attribute value, Kept kept) {
    if (value instanceof Attribute.Reference(String parameter, Residue encoded)) {
      ProtoWriter writer = new ProtoWriter(Kept.of(encoded), ProtoWriter.fields(NAME, REFERENCE));
      writer.text(NAME, name);
      writer.text(REFERENCE, parameter);
      return writer;
    }
    if (value instanceof Attribute.Opaque(Residue encoded)) {
      ProtoWriter writer = new ProtoWriter(Kept.of(encoded), ProtoWriter.fields(NAME));
      writer.text(NAME, name);
      return writer;
    }
    AttributeKind kind = AttributeKind.of(value);
    ProtoWriter writer = new ProtoWriter(kept, MODELLED);
    writer.text(NAME, name);
    writeValue(writer, kind.field(), value, kept);
    if (!kept.has(TYPE)) {
      writer.integer(TYPE, kind.type());
    }
    return writer;
  }

  private void writeValue(ProtoWriter writer, int field, Attribute value, Kept kept) {
    switch (value) {
      case Attribute.IntValue(long number) -> writer.integer(field, number);
      case Attribute.FloatValue(float number) -> writer.float32(field, number);
      case Attribute.StringValue string -> writer.buffer(field, string.bytes());
      case Attribute.TensorValue(Tensor tensor) ->
          writer.message(
              field, tensors.write(new TensorCodec.Named("", tensor, kept.residue(field))));
      case Attribute.GraphValue(Graph graph) -> writer.message(field, graphs.write(graph));
      case Attribute.Ints(List<Long> numbers) -> numbers.forEach(n -> writer.integer(field, n));
      case Attribute.Floats(List<Float> numbers) -> numbers.forEach(n -> writer.float32(field, n));
      case Attribute.Strings(List<Attribute.StringValue> strings) ->
          strings.forEach(string -> writer.buffer(field, string.bytes()));
      case Attribute.Graphs(List<Graph> several) ->
          several.forEach(graph -> writer.message(field, graphs.write(graph)));
      case Attribute.Reference _, Attribute.Opaque _ ->
          throw new IllegalStateException("not a value: " + value);
    }
  }
}
