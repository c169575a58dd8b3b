package dev.lathe.engine.recipe;

import dev.lathe.engine.recipe.grammar.Choices;
import dev.lathe.engine.recipe.grammar.Fields;
import dev.lathe.engine.recipe.grammar.Value;
import dev.lathe.engine.technique.quantization.Calibration;
import dev.lathe.engine.technique.quantization.Choice;
import dev.lathe.engine.technique.quantization.InputQuantization;
import dev.lathe.engine.technique.quantization.QuantizationConfig.Mode;
import dev.lathe.engine.technique.quantization.Scope;
import dev.lathe.engine.technique.quantization.Weights;
import dev.lathe.engine.technique.quantization.Weights.Granularity;
import dev.lathe.engine.technique.quantization.Weights.Range;
import dev.lathe.engine.technique.quantization.Weights.Rounding;
import java.util.List;
import java.util.Optional;

/** Reads a {@code quantize} step. */
final class QuantizeReader {
  static final Choices<Mode> MODE = Choices.of("Dynamic", Mode.DYNAMIC).or("Static", Mode.STATIC);
  static final Choices<Granularity> GRANULARITY =
      Choices.of("PerChannel", Granularity.PER_CHANNEL).or("PerTensor", Granularity.PER_TENSOR);
  static final Choices<Range> RANGE =
      Choices.of("Auto", Range.AUTO).or("Full", Range.FULL).or("Reduced", Range.REDUCED);
  static final Choices<Rounding> ROUNDING =
      Choices.of("Auto", Rounding.AUTO)
          .or("Nearest", Rounding.NEAREST)
          .or("Compensated", Rounding.COMPENSATED);
  static final Choices<Choice> CHOICE =
      Choices.of("Auto", Choice.AUTO).or("Always", Choice.ON).or("Never", Choice.OFF);
  static final Choices<InputQuantization.Type> TYPE =
      Choices.of("Auto", InputQuantization.Type.AUTO)
          .or("UInt8", InputQuantization.Type.UINT8)
          .or("Int8", InputQuantization.Type.INT8);
  static final Choices<Calibration.Method> METHOD =
      Choices.of("MinMax", Calibration.Method.MIN_MAX)
          .or("Percentile", Calibration.Method.PERCENTILE)
          .or("Entropy", Calibration.Method.ENTROPY);
  private static final double USUAL_PERCENTILE = 99.999;

  private QuantizeReader() {}

  static Step read(Fields fields) {
    Mode mode = fields.required("mode").choice(MODE);
    Weights weights =
        fields
            .optional("weights")
            .map(v -> v.object(QuantizeReader::weights))
            .orElse(Weights.USUAL);
    if (mode == Mode.DYNAMIC && weights.bits() != 8) {
      fields.fault("weights of 4 bits are for mode Static: set it, or bits to 8");
    }
    InputQuantization.Type type =
        fields.optional("activations").map(v -> v.choice(TYPE)).orElse(InputQuantization.Type.AUTO);
    Choice smoothing = fields.optional("smoothing").map(v -> v.choice(CHOICE)).orElse(Choice.AUTO);
    Optional<Value> written = fields.optional("calibration");
    Calibration calibration =
        written.map(v -> v.object(QuantizeReader::calibration)).orElse(Calibration.MIN_MAX);
    if (mode == Mode.DYNAMIC && written.isPresent()) {
      written
          .get()
          .fault(
              "Dynamic quantization measures ranges while the model serves: remove calibration, or"
                  + " set mode to Static");
    }
    Scope scope =
        new Scope(
            texts(fields.optional("operators"), 64),
            texts(fields.optional("exclude"), 128),
            fields.optional("keepFloat").map(v -> v.choice(CHOICE)).orElse(Choice.AUTO));
    return new Step.Quantize(
        mode,
        weights,
        new InputQuantization(type, calibration, smoothing),
        scope,
        AwareReader.read(fields, mode));
  }

  private static Weights weights(Fields weights) {
    Weights usual = Weights.USUAL;
    return new Weights(
        weights.optional("bits").map(QuantizeReader::bits).orElse(usual.bits()),
        weights.optional("granularity").map(v -> v.choice(GRANULARITY)).orElse(usual.granularity()),
        weights.optional("range").map(v -> v.choice(RANGE)).orElse(usual.range()),
        weights.optional("rounding").map(v -> v.choice(ROUNDING)).orElse(usual.rounding()),
        weights
            .optional("biasCorrection")
            .map(v -> v.choice(CHOICE))
            .orElse(usual.biasCorrection()));
  }

  private static int bits(Value value) {
    long bits = value.integer(4, 8);
    if (bits != 4 && bits != 8) {
      value.fault("weights have 8 bits or 4: set bits to one of them, found " + bits);
      return 8;
    }
    return (int) bits;
  }

  private static Calibration calibration(Fields calibration) {
    Calibration.Method method =
        calibration
            .optional("method")
            .map(v -> v.choice(METHOD))
            .orElse(Calibration.Method.MIN_MAX);
    Optional<Value> percentile = calibration.optional("percentile");
    double share = percentile.map(QuantizeReader::percentile).orElse(USUAL_PERCENTILE);
    if (percentile.isPresent() && method != Calibration.Method.PERCENTILE) {
      percentile
          .get()
          .fault("only the method Percentile reads it: set that method, or remove percentile");
    }
    return switch (method) {
      case MIN_MAX -> Calibration.MIN_MAX;
      case ENTROPY -> Calibration.entropy();
      case PERCENTILE -> Calibration.percentile(share);
    };
  }

  private static double percentile(Value value) {
    double share = value.decimal().doubleValue();
    if (!(share > 50 && share <= 100)) {
      value.fault("a percentile above \"50\" and at most \"100\" expected, found " + share);
      return USUAL_PERCENTILE;
    }
    return share;
  }

  private static List<String> texts(Optional<Value> list, int most) {
    return list.map(value -> value.items(1, most).stream().map(Value::text).toList())
        .orElse(List.of());
  }
}
