package dev.lathe.engine.graph.shape;

import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Value;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.onnx.Fixtures;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * One of the tests that the ONNX project ships for those who implement operators: a model, what
 * goes in and what must come out.
 */
public record BackendCase(
    String name,
    Model model,
    SequencedMap<String, Tensor> inputs,
    SequencedMap<String, Tensor> outputs) {

  /** Returns the tests of an operator set from that version on, whose values are all tensors. */
  public static List<BackendCase> from(long opset) throws IOException {
    Path root = Fixtures.path("onnx-tests");
    List<Path> folders;
    try (Stream<Path> files = Files.walk(root)) {
      folders =
          files
              .filter(Files::isDirectory)
              .filter(folder -> Files.exists(folder.resolve("test_data_set_0/output_0.pb")))
              .sorted()
              .toList();
    }
    return folders.stream()
        .flatMap(folder -> read(root.relativize(folder).toString(), folder).stream())
        .filter(test -> test.model().opset() >= opset)
        .toList();
  }

  /** Returns the folders of the tests of single operators, in the order of their names. */
  public static List<Path> nodeFolders() throws IOException {
    try (Stream<Path> folders = Files.list(Fixtures.path("onnx-tests").resolve("node"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** Reads a test, or nothing where some value of it is no tensor. */
  public static Optional<BackendCase> read(Path folder) {
    return read(folder.getFileName().toString(), folder).stream().findFirst();
  }

  private static List<BackendCase> read(String name, Path folder) {
    Model model = OnnxReader.read(folder.resolve("model.onnx"));
    boolean tensorsOnly =
        Stream.concat(model.graph().inputs().stream(), model.graph().outputs().stream())
            .allMatch(value -> value.type() instanceof TensorType);
    if (!tensorsOnly) {
      return List.of();
    }
    Path data = folder.resolve("test_data_set_0");
    return List.of(
        new BackendCase(
            name,
            model,
            tensors(data, "input", model.graph().inputs()),
            tensors(data, "output", model.graph().outputs())));
  }

  private static SequencedMap<String, Tensor> tensors(
      Path folder, String role, List<Value> values) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      Path file = folder.resolve(role + "_" + i + ".pb");
      if (Files.exists(file)) {
        tensors.put(values.get(i).name(), tensor(file));
      }
    }
    return tensors;
  }

  /** Reads a bare tensor as the initializer of an otherwise empty model. */
  private static Tensor tensor(Path file) {
    try {
      byte[] tensor = Files.readAllBytes(file);
      byte[] name = {8 << 3 | 2, 1, 't'};
      byte[] named = new byte[tensor.length + name.length];
      System.arraycopy(tensor, 0, named, 0, tensor.length);
      System.arraycopy(name, 0, named, tensor.length, name.length);
      byte[] header = {1 << 3, 8, 8 << 3 | 2, 2, 2 << 3, 17};
      byte[] graph = message(7, message(5, named));
      byte[] model = new byte[header.length + graph.length];
      System.arraycopy(header, 0, model, 0, header.length);
      System.arraycopy(graph, 0, model, header.length, graph.length);
      return OnnxReader.read(MemorySegment.ofArray(model)).graph().initializer("t").orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] message(int field, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(field << 3 | 2);
    int rest = content.length;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
