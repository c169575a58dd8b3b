package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Residue;
import java.util.ArrayList;
import java.util.List;

/** {@code AttributeProto}. */
final class AttributeCodec {
  private static final int NAME = 1;
  private static final int F = 2;
  private static final int I = 3;
  private static final int S = 4;
  private static final int T = 5;
  private static final int G = 6;
  private static final int FLOATS = 7;
  private static final int INTS = 8;
  private static final int STRINGS = 9;
  private static final int GRAPHS = 11;
  private static final int TYPE = 20;
  private static final int REFERENCE = 21;
  private static final int TENSOR_NAME = 8;

  private final TensorCodec tensors;
  private final GraphCodec graphs;

  AttributeCodec(TensorCodec tensors, GraphCodec graphs) {
    this.tensors = tensors;
    this.graphs = graphs;
  }

  /**
   * An attribute as a file holds it.
   *
   * @param leftovers what the graph does not model of it, without the name
   */
  record Named(String name, Attribute value, Residue leftovers) {}

  Named read(ProtoReader reader, int depth) {
    int valueField = valueField(reader.fork());
    String name = "";
    float f = 0;
    long i = 0;
    Attribute single = Attribute.of("");
    List<Float> floats = new ArrayList<>();
    List<Long> ints = new ArrayList<>();
    List<Attribute.StringValue> strings = new ArrayList<>();
    List<Graph> bodies = new ArrayList<>();
    ResidueBuilder leftovers = new ResidueBuilder();
    while (reader.next()) {
      if (reader.field() == NAME) {
        name = reader.text();
      } else if (reader.field() == TYPE && valueField != 0) {
        reader.raw();
      } else if (reader.field() != valueField) {
        leftovers.keep(reader);
      } else {
        switch (valueField) {
          case F -> f = reader.float32();
          case I -> i = reader.integer();
          case S -> single = new Attribute.StringValue(reader.copiedBytes());
          case T -> {
            TensorCodec.NamedTensor tensor = tensors.read(reader.message("t"));
            single = Attribute.of(tensor.tensor());
            ProtoMessage rest =
                new ProtoMessage().textIfAny(TENSOR_NAME, tensor.name()).residue(tensor.residue());
            leftovers.keep(T, rest.toResidue());
          }
          case G -> single = new Attribute.GraphValue(graphs.read(reader.message("g"), depth + 1));
          case FLOATS -> reader.floats(value -> floats.add((float) value));
          case INTS -> reader.integers(ints::add);
          case STRINGS -> strings.add(new Attribute.StringValue(reader.copiedBytes()));
          case GRAPHS ->
              bodies.add(graphs.read(reader.message("graphs[" + bodies.size() + "]"), depth + 1));
          default -> throw new AssertionError("no value stands in field " + valueField);
        }
      }
    }
    return switch (valueField) {
      case F -> new Named(name, Attribute.of(f), leftovers.build());
      case I -> new Named(name, Attribute.of(i), leftovers.build());
      case S, T, G -> new Named(name, single, leftovers.build());
      case FLOATS -> new Named(name, new Attribute.Floats(floats), leftovers.build());
      case INTS -> new Named(name, new Attribute.Ints(ints), leftovers.build());
      case STRINGS -> new Named(name, new Attribute.Strings(strings), leftovers.build());
      case GRAPHS -> new Named(name, new Attribute.Graphs(bodies), leftovers.build());
      default -> new Named(name, new Attribute.Opaque(leftovers.build()), Residue.none());
    };
  }

  /** Returns the field that holds the value, or 0 if the graph does not model such an attribute. */
  private static int valueField(ProtoReader reader) {
    int byType = 0;
    int found = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case TYPE -> {
          int type = reader.int32();
          byType = type < 0 || type >= FIELD_OF_TYPE.length ? -1 : FIELD_OF_TYPE[type];
        }
        case REFERENCE -> {
          return 0;
        }
        default -> {
          if (reader.field() >= F && reader.field() <= GRAPHS) {
            found = reader.field();
          }
          reader.raw();
        }
      }
    }
    // files before IR version 2 do not say the type
    int field = byType == 0 ? found : byType;
    return field == TENSORS || field < 0 ? 0 : field;
  }

  private static final int TENSORS = 10;

  /** By {@code AttributeType}; -1 where the graph does not model it. */
  private static final int[] FIELD_OF_TYPE = {
    0, F, I, S, T, G, FLOATS, INTS, STRINGS, -1, GRAPHS, -1, -1, -1, -1
  };

  ProtoMessage write(Named attribute, ExternalSink sink) {
    ProtoMessage message = new ProtoMessage().text(NAME, attribute.name());
    Residue leftovers = attribute.leftovers();
    switch (attribute.value()) {
      case Attribute.FloatValue(float value) -> message.float32(F, value).integer(TYPE, 1);
      case Attribute.IntValue(long value) -> message.integer(I, value).integer(TYPE, 2);
      case Attribute.StringValue text ->
          message.bytes(S, java.lang.foreign.MemorySegment.ofBuffer(text.bytes())).integer(TYPE, 3);
      case Attribute.TensorValue(var tensor) -> {
        TensorCodec.NamedTensor named =
            new TensorCodec.NamedTensor("", tensor, leftoverOfTensor(leftovers));
        message.message(T, TensorCodec.write(named, sink)).integer(TYPE, 4);
        leftovers = withoutTensor(leftovers);
      }
      case Attribute.GraphValue(Graph body) ->
          message.message(G, graphs.write(body, sink)).integer(TYPE, 5);
      case Attribute.Floats(var values) -> {
        values.forEach(value -> message.float32(FLOATS, value));
        message.integer(TYPE, 6);
      }
      case Attribute.Ints(var values) -> {
        values.forEach(value -> message.integer(INTS, value));
        message.integer(TYPE, 7);
      }
      case Attribute.Strings(var values) -> {
        values.forEach(value ->
            message.bytes(STRINGS, java.lang.foreign.MemorySegment.ofBuffer(value.bytes())));
        message.integer(TYPE, 8);
      }
      case Attribute.Graphs(var bodies) -> {
        bodies.forEach(body -> message.message(GRAPHS, graphs.write(body, sink)));
        message.integer(TYPE, 10);
      }
      case Attribute.Opaque(Residue encoded) -> message.residue(encoded);
    }
    return message.residue(leftovers);
  }

  private static Residue leftoverOfTensor(Residue leftovers) {
    ProtoReader reader = ProtoReader.of(leftovers.toBytes(), "");
    while (reader.next()) {
      if (reader.field() == T) {
        return Residue.of(reader.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
      }
      reader.raw();
    }
    return Residue.none();
  }

  private static Residue withoutTensor(Residue leftovers) {
    ProtoReader reader = ProtoReader.of(leftovers.toBytes(), "");
    ResidueBuilder rest = new ResidueBuilder();
    while (reader.next()) {
      if (reader.field() == T) {
        reader.raw();
      } else {
        rest.keep(reader);
      }
    }
    return rest.build();
  }
}
