package dev.lathe.engine.graph.shape;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The rule of each standard operator there is one for. */
final class Rules {
  private static final Map<String, Rule> BY_TYPE = new HashMap<>();

  private Rules() {}

  static Optional<Rule> of(String opType) {
    return Optional.ofNullable(BY_TYPE.get(opType));
  }

  private static void put(Rule rule, String... opTypes) {
    for (String opType : opTypes) {
      if (BY_TYPE.put(opType, rule) != null) {
        throw new IllegalStateException(opType + " has two rules");
      }
    }
  }

  static {
    elementwise();
    spatial();
    products();
    forms();
    selections();
    sources();
    others();
  }

  private static void elementwise() {
    put(
        ElementwiseRules::sameAsFirst,
        ("Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh CumSum CumProd Elu"
                + " Erf Exp Floor Gelu GroupNormalization Hardmax HardSigmoid HardSwish Identity LRN"
                + " LeakyRelu Log LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg Not"
                + " Reciprocal Relu ReverseSequence RMSNormalization RotaryEmbedding Round Selu"
                + " Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh"
                + " ThresholdedRelu Trilu")
            .split(" "));
    put(ElementwiseRules::test, "IsInf", "IsNaN");
    put(
        ElementwiseRules::arithmetic,
        "Add Sub Mul Div Mod And Or Xor BitwiseAnd BitwiseOr BitwiseXor BitShift Max Min Mean Sum"
            .split(" "));
    put(ElementwiseRules::power, "Pow");
    put(ElementwiseRules::comparison, "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual");
    put(ElementwiseRules::where, "Where");
    put(ElementwiseRules::parametricRelu, "PRelu");
    put(ElementwiseRules::cast, "Cast");
    put(ElementwiseRules::castLike, "CastLike");
    put(
        ElementwiseRules::drawnLike,
        "Bernoulli",
        "EyeLike",
        "RandomNormalLike",
        "RandomUniformLike");
    put(ElementwiseRules::dropout, "Dropout");
    put(QuantizationRules::quantize, "QuantizeLinear");
    put(QuantizationRules::dequantize, "DequantizeLinear");
    put(QuantizationRules::dynamic, "DynamicQuantizeLinear");
  }

  private static void spatial() {
    put(ConvolutionRules::conv, "Conv");
    put(ConvolutionRules::convInteger, "ConvInteger");
    put(ConvolutionRules::quantizedConv, "QLinearConv");
    put(ConvolutionRules::deformable, "DeformConv");
    put(ConvolutionRules::transposed, "ConvTranspose");
    put(PoolingRules::pool, "AveragePool", "LpPool", "MaxPool");
    put(PoolingRules::global, "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool");
    put(PoolingRules::unpool, "MaxUnpool");
    put(PoolingRules::regionAlign, "RoiAlign");
    put(PoolingRules::regionMax, "MaxRoiPool");
    put(NormalizationRules::batch, "BatchNormalization");
    put(NormalizationRules::instance, "InstanceNormalization");
    put(NormalizationRules::layer, "LayerNormalization");
  }

  private static void products() {
    put(ProductRules::matMul, "MatMul");
    put(ProductRules::matMulInteger, "MatMulInteger");
    put(ProductRules::quantizedMatMul, "QLinearMatMul");
    put(ProductRules::gemm, "Gemm");
    put(EinsumRule::infer, "Einsum");
    put(AttentionRules::attention, "Attention");
  }

  private static void forms() {
    put(ReshapeRule::infer, "Reshape");
    put(FormRules::flatten, "Flatten");
    put(FormRules::transpose, "Transpose");
    put(FormRules::squeeze, "Squeeze");
    put(FormRules::unsqueeze, "Unsqueeze");
    put(FormRules::depthToSpace, "DepthToSpace");
    put(FormRules::spaceToDepth, "SpaceToDepth");
    put(FormRules::centerCropPad, "CenterCropPad");
    put(ExtentRules::concat, "Concat");
    put(ExtentRules::split, "Split");
    put(ExtentRules::tile, "Tile");
    put(ExtentRules::expand, "Expand");
    put(ExtentRules::pad, "Pad");
    put(ExtentRules::resize, "Resize");
    put(
        ReductionRules::reduce,
        ("ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd"
                + " ReduceSum ReduceSumSquare")
            .split(" "));
    put(ReductionRules::position, "ArgMax", "ArgMin");
    put(ReductionRules::topK, "TopK");
  }

  private static void selections() {
    put(Slicing::infer, "Slice");
    put(SelectionRules::gather, "Gather");
    put(SelectionRules::gatherElements, "GatherElements");
    put(SelectionRules::gatherNd, "GatherND");
    put(SelectionRules::scatter, "Scatter", "ScatterElements", "ScatterND", "TensorScatter");
    put(SelectionRules::compress, "Compress");
    put(SelectionRules::nonZero, "NonZero");
    put(SelectionRules::unique, "Unique");
    put(SelectionRules::oneHot, "OneHot");
    put(SelectionRules::nonMaxSuppression, "NonMaxSuppression");
    put(SelectionRules::gridSample, "GridSample");
  }

  private static void sources() {
    put(SourceRules::constant, "Constant");
    put(SourceRules::shape, "Shape");
    put(SourceRules::size, "Size");
    put(SourceRules::constantOfShape, "ConstantOfShape");
    put(SourceRules::range, "Range");
    put(SourceRules::random, "RandomNormal", "RandomUniform");
    put(SourceRules::multinomial, "Multinomial");
    put(SourceRules::window, "BlackmanWindow", "HammingWindow", "HannWindow");
    put(SourceRules::affineGrid, "AffineGrid");
  }

  private static void others() {
    put(RecurrentRules::gru, "GRU");
    put(RecurrentRules::lstm, "LSTM");
    put(RecurrentRules::rnn, "RNN");
    put(ControlFlowRules::branch, "If");
    put(ControlFlowRules::loop, "Loop");
    put(ControlFlowRules::scan, "Scan");
  }
}
