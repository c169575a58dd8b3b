package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.emit.Literals;
import dev.lathe.engine.execute.emit.Operand;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.tensor.DType;
import java.util.List;
import java.util.Optional;

/**
 * Operators between real numbers and the integers that stand for them.
 *
 * <p>A pair of QuantizeLinear and DequantizeLinear passes gradients straight through, clipped: the
 * level between them stays a real number, whose rounding counts as the identity. The gradient of
 * the scale is then that of Esser et al., "Learned Step Size Quantization", ICLR 2020, equation 3.
 */
final class Quantizations {
  private static final String WINDOW =
      "{auto_pad=\"NOTSET\"}, {dilations=None}, {group=1}, {pads=None}, {strides=None}";

  static final List<Operator> ROWS =
      List.of(
          op("ConvInteger", "quantization.conv_integer({0}, {1}, {2?}, {3?}, " + WINDOW + ")"),
          op("DequantizeLinear", Quantizations::dequantize),
          op("DynamicQuantizeLinear", 11, 3, "quantization.dynamic({0})"),
          op("MatMulInteger", "quantization.matmul_integer({0}, {1}, {2?}, {3?})"),
          op(
              "QLinearConv",
              "quantization.qlinear_conv({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8?}, "
                  + WINDOW
                  + ", {out}, {range})"),
          op(
              "QLinearMatMul",
              "quantization.qlinear_matmul({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {out}, {range})"),
          op("QuantizeLinear", Quantizations::quantize));

  private Quantizations() {}

  private static void quantize(Site site) {
    DType type =
        site.onnxType(2)
            .orElseGet(() -> {
              int code = (int) site.node().intAttribute("output_dtype", 0);
              return code == 0 ? DType.UINT8 : DType.ofOnnxCode(code);
            });
    if (type.isFloatingPoint()) {
      throw site.unsupported("levels that are floats, here " + type);
    }
    String level = site.code().freshName();
    site.code()
        .line(
            "%s = quantization.levels(%s, %s, %s, %s, %s, %s)"
                .formatted(
                    level,
                    site.tensor(0),
                    site.tensor(1),
                    site.optional(2),
                    site.literals().attribute("axis", "1"),
                    site.literals().attribute("block_size", "0"),
                    Literals.range(type)));
    site.bind(
        0,
        Operand.of(
                "torch.to(%s, %d)".formatted(level, TorchType.carrying(type).code()),
                Optional.of(type))
            .withLevel(level));
  }

  private static void dequantize(Site site) {
    if (site.onnxType(0).filter(DType::isFloatingPoint).isPresent()) {
      throw site.unsupported("levels that are floats, here " + site.onnxType(0).get());
    }
    Operand input = site.operand(0);
    site.assign(
        1,
        "quantization.dequantized(%s, %s, %s, %s, %s, %d)"
            .formatted(
                input.level().orElse(input.expression()),
                site.tensor(1),
                site.optional(2),
                site.literals().attribute("axis", "1"),
                site.literals().attribute("block_size", "0"),
                site.outputTypeLike(1).code()));
  }
}
