package dev.lathe.engine.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A graph with what a runtime must know to read it.
 *
 * @param irVersion version of the file format
 * @param opsets version of each operator set by its domain; empty for the standard operators
 * @param producer who wrote the file
 * @param metadata free properties of the model, in the order of the file
 * @param functions operators that the model brings along, in the order of the file
 * @param residue what else the file says: documentation, training information
 */
public record Model(
    long irVersion,
    SequencedMap<String, Long> opsets,
    Producer producer,
    SequencedMap<String, String> metadata,
    Graph graph,
    SequencedMap<Function.Id, Function> functions,
    Residue residue) {

  /** Who wrote a model file. */
  public record Producer(String name, String version) {}

  public Model {
    opsets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(opsets));
    metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
    functions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(functions));
  }

  /** Makes a model without functions. */
  public Model(
      long irVersion,
      SequencedMap<String, Long> opsets,
      Producer producer,
      SequencedMap<String, String> metadata,
      Graph graph,
      Residue residue) {
    this(irVersion, opsets, producer, metadata, graph, new LinkedHashMap<>(), residue);
  }

  /** Returns the version of the standard operators; 1 where the file does not say. */
  public long opset() {
    return opsets.getOrDefault("", 1L);
  }

  public Model withGraph(Graph other) {
    return new Model(irVersion, opsets, producer, metadata, other, functions, residue);
  }

  public Model withOpset(String domain, long version) {
    SequencedMap<String, Long> changed = new LinkedHashMap<>(opsets);
    changed.put(domain, version);
    return new Model(irVersion, changed, producer, metadata, graph, functions, residue);
  }

  public Model withIrVersion(long other) {
    return new Model(other, opsets, producer, metadata, graph, functions, residue);
  }

  public Model withMetadata(Map<String, String> other) {
    return new Model(
        irVersion, opsets, producer, new LinkedHashMap<>(other), graph, functions, residue);
  }

  public Model withFunctions(Map<Function.Id, Function> others) {
    return new Model(
        irVersion, opsets, producer, metadata, graph, new LinkedHashMap<>(others), residue);
  }
}
