package dev.lathe.engine.technique.quantization;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Means of the inputs of layers over the calibration data, by channel.
 *
 * @param products by the name of a product's input: means along its last axis
 * @param convolutions by the name of a convolution's input: means along its axis 1
 */
record Means(
    SequencedMap<String, List<Double>> products, SequencedMap<String, List<Double>> convolutions) {
  static final Means NONE = new Means(new LinkedHashMap<>(), new LinkedHashMap<>());

  Means {
    products = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(products));
    convolutions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(convolutions));
  }

  /** Returns the means of a layer's input, if they are known. */
  Optional<List<Double>> of(LinearLayer layer) {
    Map<String, List<Double>> known =
        switch (layer.kind()) {
          case MATMUL, GEMM -> products;
          case CONV -> convolutions;
          case CONV_TRANSPOSE -> Map.of();
        };
    return Optional.ofNullable(known.get(layer.input()));
  }
}
