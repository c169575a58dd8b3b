package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Emitter;
import dev.lathe.engine.execute.emit.Literals;
import dev.lathe.engine.execute.emit.Operator;
import dev.lathe.engine.execute.emit.Site;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Operators that work element by element, after broadcasting. */
final class Elementwise {
  static final List<Operator> ROWS =
      List.of(
          op("Abs", "torch.abs({0})"),
          op("Acos", "torch.acos({0})"),
          op("Acosh", "torch.acosh({0})"),
          op("Add", ShapeArithmetic.or(ShapeArithmetic::add, "torch.add({0}, {1})")),
          op("And", "torch.logical_and({0}, {1})"),
          op("Asin", "torch.asin({0})"),
          op("Asinh", "torch.asinh({0})"),
          op("Atan", "torch.atan({0})"),
          op("Atanh", "torch.atanh({0})"),
          op("BitShift", "elementwise.shift({0}, {1}, {direction})"),
          op("BitwiseAnd", "torch.bitwise_and({0}, {1})"),
          op("BitwiseNot", "torch.bitwise_not({0})"),
          op("BitwiseOr", "torch.bitwise_or({0}, {1})"),
          op("BitwiseXor", "torch.bitwise_xor({0}, {1})"),
          op("Ceil", "torch.ceil({0})"),
          op("Celu", "torch.celu({0}, {alpha=1.})"),
          op("Clip", Elementwise::clip),
          op("Cos", "torch.cos({0})"),
          op("Cosh", "torch.cosh({0})"),
          op("CumProd", "elementwise.cumprod({0}, {1}, {exclusive=0}, {reverse=0})"),
          op("CumSum", "elementwise.cumsum({0}, {1}, {exclusive=0}, {reverse=0})"),
          op("Div", Elementwise::div),
          op("Dropout", 1, 2, "elementwise.dropout({0}, {1?}, {2?})"),
          op("Elu", "torch.elu({0}, {alpha=1.})"),
          op("Equal", "torch.eq({0}, {1})"),
          op("Erf", "torch.erf({0})"),
          op("Exp", "torch.exp({0})"),
          op("Floor", "torch.floor({0})"),
          op("Gelu", "torch.gelu({0}, approximate={approximate=\"none\"})"),
          op("Greater", "torch.gt({0}, {1})"),
          op("GreaterOrEqual", "torch.ge({0}, {1})"),
          op("HardSigmoid", "elementwise.hard_sigmoid({0}, {alpha=0.2}, {beta=0.5})"),
          op("HardSwish", "torch.hardswish({0})"),
          op("Hardmax", "elementwise.hardmax_coerced({0}, {axis=1})"),
          op("Hardmax", 13, "elementwise.hardmax({0}, {axis=-1})"),
          op("Identity", Elementwise::identity),
          op("IsInf", "elementwise.isinf({0}, {detect_negative=1}, {detect_positive=1})"),
          op("IsNaN", "torch.isnan({0})"),
          op("LeakyRelu", "torch.leaky_relu({0}, {alpha=0.01})"),
          op("Less", "torch.lt({0}, {1})"),
          op("LessOrEqual", "torch.le({0}, {1})"),
          op("Log", "torch.log({0})"),
          op("LogSoftmax", "elementwise.log_softmax_coerced({0}, {axis=1})"),
          op("LogSoftmax", 13, "torch.log_softmax({0}, {axis=-1})"),
          op("Max", "elementwise.max({0*})"),
          op("Mean", "elementwise.mean({0*})"),
          op("Min", "elementwise.min({0*})"),
          op("Mish", "torch.mish({0})"),
          op("Mod", "elementwise.mod({0}, {1}, {fmod=0})"),
          op("Mul", ShapeArithmetic.or(ShapeArithmetic::multiply, "torch.mul({0}, {1})")),
          op("Neg", "torch.neg({0})"),
          op("Not", "torch.logical_not({0})"),
          op("Or", "torch.logical_or({0}, {1})"),
          op("PRelu", "elementwise.prelu({0}, {1})"),
          op("Pow", Elementwise::pow),
          op("Reciprocal", "torch.reciprocal({0})"),
          op("Relu", "torch.relu({0})"),
          op("Round", "torch.round({0})"),
          op(
              "Selu",
              "elementwise.selu({0}, {alpha=1.6732632423543772}, {gamma=1.0507009873554805})"),
          op("Shrink", "elementwise.shrink({0}, {bias=0.}, {lambd=0.5})"),
          op("Sigmoid", "torch.sigmoid({0})"),
          op("Sign", "torch.sign({0})"),
          op("Sin", "torch.sin({0})"),
          op("Sinh", "torch.sinh({0})"),
          op("Softmax", Elementwise::softmax),
          op("Softmax", 13, "torch.softmax({0}, {axis=-1})"),
          op("Softplus", "torch.softplus({0})"),
          op("Softsign", "elementwise.softsign({0})"),
          op("Sqrt", "torch.sqrt({0})"),
          op("Sub", ShapeArithmetic.or(ShapeArithmetic::subtract, "torch.sub({0}, {1})")),
          op("Sum", "elementwise.sum({0*})"),
          op("Swish", "elementwise.swish({0}, {alpha=1.})"),
          op("Tan", "torch.tan({0})"),
          op("Tanh", "torch.tanh({0})"),
          op("ThresholdedRelu", "elementwise.thresholded_relu({0}, {alpha=1.})"),
          op("Where", "torch.where({0}, {1}, {2})"),
          op("Xor", "torch.logical_xor({0}, {1})"));

  private Elementwise() {}

  private static final Emitter WHOLE =
      ShapeArithmetic.or(ShapeArithmetic::divide, "elementwise.div({0}, {1})");

  private static void div(Site site) {
    if (site.onnxType(0).filter(DType::isFloatingPoint).isPresent()) {
      site.assign(1, "torch.div(" + site.tensor(0) + ", " + site.tensor(1) + ")");
    } else {
      WHOLE.emit(site);
    }
  }

  private static final Emitter COERCED =
      Operator.expression("elementwise.softmax_coerced({0}, {axis=1})");

  /** Before operator set 13 all axes from one on were one: the same if that is the last. */
  private static void softmax(Site site) {
    long axis = site.node().intAttribute("axis", 1);
    if (axis == -1 || (site.rank(0).isPresent() && axis == site.rank(0).getAsInt() - 1)) {
      site.assign(1, "torch.softmax(" + site.tensor(0) + ", -1)");
    } else {
      COERCED.emit(site);
    }
  }

  private static void identity(Site site) {
    site.bind(0, site.operand(0));
  }

  /** Bounds that never change are spelt as numbers, which is one kernel instead of two. */
  private static void clip(Site site) {
    boolean isFloat = site.onnxType(0).filter(DType::isFloatingPoint).isPresent();
    if (!site.has(1) && !site.has(2)) {
      site.bind(0, site.operand(0));
    } else if (isFloat && isNumber(site, 1) && isNumber(site, 2)) {
      site.assign(
          1, "torch.clamp(%s, %s, %s)".formatted(site.tensor(0), number(site, 1), number(site, 2)));
    } else {
      site.assign(
          1,
          "elementwise.clip(%s, %s, %s)"
              .formatted(site.tensor(0), site.optional(1), site.optional(2)));
    }
  }

  private static void pow(Site site) {
    boolean isFloat = site.onnxType(0).filter(DType::isFloatingPoint).isPresent();
    boolean isNumber = site.constant(1).filter(Elementwise::isOneFloat).isPresent();
    site.assign(
        1,
        isFloat && isNumber
            ? "torch.pow(%s, %s)".formatted(site.tensor(0), number(site, 1))
            : "elementwise.pow(%s, %s)".formatted(site.tensor(0), site.tensor(1)));
  }

  private static boolean isNumber(Site site, int index) {
    return !site.has(index) || site.constant(index).filter(Elementwise::isOneFloat).isPresent();
  }

  private static boolean isOneFloat(Tensor tensor) {
    return tensor.type() == DType.FLOAT && tensor.shape().rank() == 0;
  }

  private static String number(Site site, int index) {
    Optional<Tensor> constant = site.constant(index);
    return constant.isEmpty() ? "None" : Literals.real(constant.get().floatAt(0));
  }
}
