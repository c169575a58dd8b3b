package dev.lathe.engine.execute.operator;

import dev.lathe.engine.execute.archive.TorchType;
import dev.lathe.engine.execute.emit.Operand;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.tensor.DType;
import java.util.Optional;

/** Changes of the element type. */
final class Casts {
  private Casts() {}

  static void cast(Site site) {
    DType from = site.onnxType(0).orElseThrow(() -> site.wrong("input 0: of unknown type"));
    DType to =
        site.node().is("Cast")
            ? DType.ofOnnxCode((int) site.node().intAttribute("to", 0))
            : site.onnxType(1).orElseThrow(() -> site.wrong("input 1: of unknown type"));
    if (!isCarriedExactly(from) || !isCarriedExactly(to)) {
      throw site.unsupported("a cast from " + from + " to " + to);
    }
    if (from == to) {
      site.bind(0, site.operand(0));
      return;
    }
    String cast = "torch.to(" + site.tensor(0) + ", " + TorchType.carrying(to).code() + ")";
    String name = site.code().freshName();
    site.code().line(name + " = " + folded(to, cast));
    site.bind(0, Operand.of(name, Optional.of(to)));
  }

  /** Puts a number that does not fit where its lowest bits say. */
  private static String folded(DType type, String expression) {
    return switch (type) {
      case INT4, INT2 -> {
        int half = 1 << type.bits() - 1;
        yield "torch.sub(torch.bitwise_and(torch.add(%s, %d), %d), %d)"
            .formatted(expression, half, 2 * half - 1, half);
      }
      case UINT4, UINT2, UINT16 ->
          "torch.bitwise_and(" + expression + ", " + ((1 << type.bits()) - 1) + ")";
      case UINT32 -> "torch.bitwise_and(" + expression + ", 4294967295)";
      default -> expression;
    };
  }

  private static boolean isCarriedExactly(DType type) {
    return switch (type) {
      case STRING,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          FLOAT4E2M1,
          FLOAT8E8M0,
          FLOAT6E2M3,
          FLOAT6E3M2 ->
          false;
      default -> true;
    };
  }
}
