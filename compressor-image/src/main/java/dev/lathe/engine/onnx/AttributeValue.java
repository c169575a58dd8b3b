package dev.lathe.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The value of an attribute of known kind as its fields come. */
final class AttributeValue {
  private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final AttributeKind kind;
  private final TensorCodec tensors;
  private final GraphCodec graphs;
  private final List<Attribute> single = new ArrayList<>();
  private final List<Long> ints = new ArrayList<>();
  private final List<Float> floats = new ArrayList<>();
  private final List<Attribute.StringValue> strings = new ArrayList<>();
  private final List<Graph> bodies = new ArrayList<>();

  AttributeValue(AttributeKind kind, TensorCodec tensors, GraphCodec graphs) {
    this.kind = kind;
    this.tensors = tensors;
    this.graphs = graphs;
  }

  /** Reads the field of the kind; what a tensor says beyond its elements goes to the leftovers. */
  void read(ProtoReader reader, Leftovers leftovers) {
    switch (kind) {
      case FLOAT -> single.add(new Attribute.FloatValue(reader.float32()));
      case INT -> single.add(new Attribute.IntValue(reader.integer()));
      case STRING -> single.add(new Attribute.StringValue(reader.buffer()));
      case TENSOR -> {
        refuseSecond(reader);
        TensorCodec.Named tensor = tensors.readUnnamed(reader.message("t"));
        leftovers.keep(kind.field(), tensor.residue());
        single.add(new Attribute.TensorValue(tensor.tensor()));
      }
      case GRAPH -> {
        refuseSecond(reader);
        single.add(new Attribute.GraphValue(graphs.read(reader.message("g"))));
      }
      case FLOATS -> {
        MemorySegment some = reader.fixed(4);
        for (long at = 0; at < some.byteSize(); at += 4) {
          floats.add(some.get(FLOAT, at));
        }
      }
      case INTS -> reader.integers(ints::add);
      case STRINGS -> strings.add(new Attribute.StringValue(reader.buffer()));
      case GRAPHS -> bodies.add(graphs.read(reader.message("graphs", bodies.size())));
    }
  }

  /** Of numbers the last counts; messages would have to be merged, which no writer asks for. */
  private void refuseSecond(ProtoReader reader) {
    if (!single.isEmpty()) {
      throw reader.invalid("field %d is there twice".formatted(kind.field()));
    }
  }

  Attribute finish(String name, ProtoReader reader) {
    return switch (kind) {
      case FLOATS -> new Attribute.Floats(floats);
      case INTS -> new Attribute.Ints(ints);
      case STRINGS -> new Attribute.Strings(strings);
      case GRAPHS -> new Attribute.Graphs(bodies);
      case FLOAT -> single.isEmpty() ? Attribute.of(0f) : single.getLast();
      case INT -> single.isEmpty() ? Attribute.of(0L) : single.getLast();
      case STRING -> single.isEmpty() ? Attribute.of("") : single.getLast();
      case TENSOR, GRAPH -> {
        if (single.isEmpty()) {
          throw reader.invalid(
              "attribute '%s' is said to be a %s, but has none".formatted(name, kind));
        }
        yield single.getLast();
      }
    };
  }
}
