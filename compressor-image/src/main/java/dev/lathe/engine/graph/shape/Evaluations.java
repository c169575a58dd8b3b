package dev.lathe.engine.graph.shape;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/** How the contents of an operator's outputs are computed, for each there is a way for. */
final class Evaluations {
  private static final Map<String, Evaluation> BY_TYPE =
      Map.ofEntries(
          entry("Identity", MovementEvaluation::inOrder),
          entry("Dropout", MovementEvaluation::dropout),
          entry("Reshape", MovementEvaluation::inOrder),
          entry("Flatten", MovementEvaluation::inOrder),
          entry("Squeeze", MovementEvaluation::inOrder),
          entry("Unsqueeze", MovementEvaluation::inOrder),
          entry("Transpose", MovementEvaluation::transpose),
          entry("Expand", MovementEvaluation::expand),
          entry("Tile", MovementEvaluation::tile),
          entry("Slice", MovementEvaluation::slice),
          entry("Gather", MovementEvaluation::gather),
          entry("Concat", MovementEvaluation::concat),
          entry("Split", MovementEvaluation::split),
          entry("Add", ElementwiseEvaluation.folding(Arithmetic::add)),
          entry("Sum", ElementwiseEvaluation.folding(Arithmetic::add)),
          entry("Sub", ElementwiseEvaluation.folding(Arithmetic::subtract)),
          entry("Mul", ElementwiseEvaluation.folding(Arithmetic::multiply)),
          entry("Div", ElementwiseEvaluation.folding(Arithmetic::divide)),
          entry("Mod", ElementwiseEvaluation::modulo),
          entry("Max", ElementwiseEvaluation.folding(Arithmetic::max)),
          entry("Min", ElementwiseEvaluation.folding(Arithmetic::min)),
          entry("And", ElementwiseEvaluation.folding(Arithmetic::and)),
          entry("Or", ElementwiseEvaluation.folding(Arithmetic::or)),
          entry("Xor", ElementwiseEvaluation.folding(Arithmetic::xor)),
          entry("Not", ElementwiseEvaluation.each(ElementwiseEvaluation::not)),
          entry("Equal", ElementwiseEvaluation.folding(Arithmetic::equal)),
          entry("Less", ElementwiseEvaluation.folding(Arithmetic::less)),
          entry("Greater", ElementwiseEvaluation.folding(Arithmetic::greater)),
          entry("LessOrEqual", ElementwiseEvaluation.folding(Arithmetic::lessOrEqual)),
          entry("GreaterOrEqual", ElementwiseEvaluation.folding(Arithmetic::greaterOrEqual)),
          entry("Where", ElementwiseEvaluation::where),
          entry("Cast", ElementwiseEvaluation::cast),
          entry("CastLike", ElementwiseEvaluation::cast),
          entry("Neg", ElementwiseEvaluation::negate),
          entry("Abs", ElementwiseEvaluation::absolute),
          entry("Floor", ElementwiseEvaluation.each(ElementwiseEvaluation::floor)),
          entry("Ceil", ElementwiseEvaluation.each(ElementwiseEvaluation::ceil)),
          entry("Round", ElementwiseEvaluation.each(ElementwiseEvaluation::round)),
          entry("Sqrt", ElementwiseEvaluation::squareRoot),
          entry("ReduceSum", ReductionEvaluation.folding(Arithmetic::add)),
          entry("ReduceProd", ReductionEvaluation.folding(Arithmetic::multiply)),
          entry("ReduceMax", ReductionEvaluation.folding(Arithmetic::max)),
          entry("ReduceMin", ReductionEvaluation.folding(Arithmetic::min)));

  private Evaluations() {}

  static Optional<Evaluation> of(String opType) {
    return Optional.ofNullable(BY_TYPE.get(opType));
  }
}
