package dev.lathe.engine.graph.shape;

import dev.lathe.engine.tensor.DType;
import java.util.List;
import java.util.Optional;

/** Operators between real and quantized numbers. */
final class QuantizationRules {
  private QuantizationRules() {}

  /** The type is that of the zero point, else the attribute's, else UINT8. */
  static List<Fact> quantize(Site site) {
    Fact data = site.required(0);
    site.required(1);
    Optional<DType> type =
        site.has(2) ? site.type(2) : outputType(site).or(() -> Optional.of(DType.UINT8));
    return List.of(Fact.of(type, data.dims()));
  }

  /** The type is the attribute's, else that of the scale. */
  static List<Fact> dequantize(Site site) {
    Fact data = site.required(0);
    Fact scale = site.required(1);
    if (site.has(2)
        && site.type(2).isPresent()
        && data.type().isPresent()
        && !site.type(2).equals(data.type())) {
      throw site.wrong(2, data.type().get() + " as of input 0", site.type(2).get());
    }
    return List.of(Fact.of(outputType(site).or(scale::type), data.dims()));
  }

  private static Optional<DType> outputType(Site site) {
    return site.intAttribute("output_dtype", 0) == 0
        ? Optional.empty()
        : site.typeAttribute("output_dtype");
  }

  /** Data, scale and zero point. */
  static List<Fact> dynamic(Site site) {
    return List.of(
        Fact.of(Optional.of(DType.UINT8), site.required(0).dims()),
        Fact.of(DType.FLOAT, List.of()),
        Fact.of(DType.UINT8, List.of()));
  }
}
