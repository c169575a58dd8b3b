package dev.lathe.engine.onnx;

import dev.lathe.engine.graph.Residue;
import dev.lathe.engine.graph.SparseTensor;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@code SparseTensorProto}: its name is that of its values. */
final class SparseCodec {
  private static final int VALUES = 1;
  private static final int INDICES = 2;
  private static final int DIMS = 3;
  private static final long MODELLED = ProtoWriter.fields(VALUES, INDICES, DIMS);

  private final TensorCodec tensors;

  SparseCodec(TensorCodec tensors) {
    this.tensors = tensors;
  }

  /** A sparse tensor as a file holds it. */
  record Named(String name, SparseTensor tensor) {}

  Named read(ProtoReader reader) {
    TensorCodec.Named values = new TensorCodec.Named("", NO_VALUES, Residue.none());
    Tensor indices = NO_INDICES;
    List<Long> dims = new ArrayList<>();
    Leftovers leftovers = new Leftovers();
    while (reader.next()) {
      switch (reader.field()) {
        case VALUES -> {
          values = tensors.read(reader.message("values"));
          leftovers.keep(VALUES, values.residue());
        }
        case INDICES -> {
          TensorCodec.Named read = tensors.readUnnamed(reader.message("indices"));
          indices = read.tensor();
          leftovers.keep(INDICES, read.residue());
        }
        case DIMS -> reader.integers(dims::add);
        default -> leftovers.keep(reader);
      }
    }
    if (values.name().isEmpty()) {
      throw reader.invalid("the values of a sparse initializer have no name");
    }
    try {
      SparseTensor tensor =
          new SparseTensor(values.tensor(), indices, Shape.of(dims), leftovers.toResidue());
      return new Named(values.name(), tensor);
    } catch (IllegalArgumentException e) {
      throw reader.invalid(
          "sparse initializer '%s': %s".formatted(values.name(), e.getMessage()), e);
    }
  }

  private static final Tensor NO_VALUES = Tensor.ofFloats(Shape.of(0));
  private static final Tensor NO_INDICES = Tensor.ofLongs(Shape.of(0));

  ProtoWriter write(String name, SparseTensor sparse) {
    Kept kept = Kept.of(sparse.residue());
    ProtoWriter writer = new ProtoWriter(kept, MODELLED);
    writer.message(
        VALUES, tensors.write(new TensorCodec.Named(name, sparse.values(), kept.residue(VALUES))));
    writer.message(
        INDICES, tensors.write(new TensorCodec.Named("", sparse.indices(), kept.residue(INDICES))));
    for (long dim : sparse.shape().toArray()) {
      writer.integer(DIMS, dim);
    }
    return writer;
  }
}
