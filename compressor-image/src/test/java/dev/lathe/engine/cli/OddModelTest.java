package dev.lathe.engine.cli;

import static dev.lathe.engine.cli.Trial.fails;
import static dev.lathe.engine.cli.Trial.model;
import static dev.lathe.engine.cli.Trial.withoutData;
import static dev.lathe.engine.failure.Reason.INVALID_MODEL;
import static dev.lathe.engine.failure.Reason.UNSUPPORTED_MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import dev.lathe.engine.graph.Halves;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.onnx.OnnxReader;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A valid model that is unlike others is compressed, or told with its name and what is in the way.
 */
class OddModelTest {
  private static final String MODEL = "source (file:model.onnx): ";
  private static final String NOTHING = MODEL + "nothing of the model can be quantized: ";

  private static final Spoiling OWN_OPERATOR =
      model(g ->
          g.output(
              g.op("Frob")
                  .domain("acme.com")
                  .with("steepness", 3)
                  .on(g.node("MatMul", g.input("x", -1, 64), g.weights(64, 64)))));

  @TempDir private Path root;

  private static Arguments invalid(String what, Spoiling spoiling, String sentence) {
    return fails(what, spoiling, INVALID_MODEL, sentence);
  }

  private static Arguments unsupported(String what, Spoiling spoiling, String sentence) {
    return fails(what, spoiling, UNSUPPORTED_MODEL, sentence);
  }

  static Stream<Arguments> weights() {
    return Stream.of(
        invalid(
            "NaN among weights",
            model(g -> g.output(g.node("MatMul", g.input("x", -1, 64), g.constant("w", nan())))),
            MODEL
                + "initializer 'w': element 17 is NaN: the training diverged, or the export went"
                + " wrong"),
        invalid(
            "NaN in what is not quantized",
            model(g ->
                g.output(
                    g.node(
                        "Add",
                        product(g),
                        g.constant("b", Tensor.ofFloats(Shape.of(2), 0, Float.NaN))))),
            MODEL
                + "initializer 'b': element 1 is NaN: the training diverged, or the export went"
                + " wrong"),
        invalid(
            "an infinite weight",
            model(g -> {
              float[] values = new float[256];
              values[3] = Float.NEGATIVE_INFINITY;
              Tensor weight = Tensor.ofFloats(Shape.of(64, 4), values);
              g.output(g.node("MatMul", g.input("x", -1, 64), g.constant("w", weight)));
            }),
            MODEL + "initializer 'w' holds -Infinity at element 3: weights must be finite"),
        unsupported(
            "no weights",
            model(g -> g.output(g.relu(g.input("x", -1, 64)))),
            NOTHING + "it has no operator with constant weights"),
        unsupported(
            "weights of 16 bits and an operator of one's own",
            model(g -> {
              String own = g.op("Frob").domain("acme.com").on(halfProduct(g));
              g.output(g.op("Cast").with("to", 1).on(own));
            }),
            MODEL
                + "the model is in half precision, and cannot be made to compute in FLOAT:"
                + " acme.com.Frob 'frob_2': it is not known to take FLOAT instead; export it in"
                + " FLOAT"),
        unsupported(
            "weights of 64 bits",
            model(g -> {
              String wide = g.op("Cast").with("to", 11).on(g.input("x", -1, 64));
              Tensor weight = Tensor.ofBytes(DType.DOUBLE, Shape.of(64, 4), new byte[2048]);
              g.output(
                  g.op("Cast").with("to", 1).on(g.node("MatMul", wide, g.constant("w", weight))));
            }),
            NOTHING
                + "MatMul 'matmul_1', for one, is kept: its weights are DOUBLE: export the model in"
                + " FLOAT"),
        unsupported(
            "weights quantized before",
            trial -> {
              trial.run(Trial.sound());
              Files.move(trial.file("out/model.onnx"), trial.file("again.onnx"));
              for (String name : new String[] {"SHA256SUMS", "report.html", "report.json", ""}) {
                Files.delete(trial.file("out").resolve(name));
              }
              return Trial.manifest("file:model.onnx", "file:again.onnx").spoil(trial);
            },
            "source (file:again.onnx): the model is quantized already (QuantizeLinear 'x_quantize',"
                + " for one): start from the model in floating point; nothing of the model can be"
                + " quantized: MatMul 'first', for one, is kept: both operands are computed at run"
                + " time"));
  }

  static Stream<Arguments> versions() {
    Model sound = Sketch.model(g -> g.output(product(g)));
    return Stream.of(
        unsupported(
            "an operator set too old",
            model(sound.withOpset("", 10)),
            MODEL
                + "the model is of operator set 10, 11 or newer is expected: export it again, or"
                + " convert it by onnx.version_converter"),
        unsupported(
            "an operator set too new",
            model(sound.withOpset("", 99)),
            MODEL
                + "ONNX Runtime cannot run the model: ONNX Runtime only *guarantees* support for"
                + " models stamped with official released onnx opset versions. Opset 99 is under"
                + " development and support for this is limited. The operator schemas and or other"
                + " functionality may change before next ONNX release and in this case ONNX Runtime"
                + " will not guarantee backward compatibility. Current official support for domain"
                + " ai.onnx is till opset 26."),
        invalid(
            "no operator set",
            model(
                new Model(
                    8,
                    new LinkedHashMap<>(),
                    sound.producer(),
                    sound.metadata(),
                    sound.graph(),
                    sound.residue())),
            MODEL
                + "the model does not say which version of the standard operators it uses: export"
                + " it again"),
        unsupported(
            "a format too new",
            model(sound.withIrVersion(99)),
            MODEL
                + "ONNX Runtime cannot run the model: Unsupported model IR version: 99, max"
                + " supported IR version: 13"),
        unsupported(
            "an operator that ONNX does not have",
            model(g -> g.output(g.node("Frob", product(g)))),
            MODEL
                + "ONNX Runtime cannot run model model.onnx: In Node, (\"frob_1\", Frob, \"\", -1) :"
                + " (\"matmul_0_out\": tensor(float),) -> (\"frob_1_out\": tensor(float),) , Error"
                + " No Op registered for Frob with domain_version of 17"),
        unsupported(
            "an operator of one's own that is to be run",
            model(g -> g.output(g.op("Frob").domain("acme.com").on(product(g)))),
            MODEL
                + "ONNX Runtime cannot run model model.onnx: acme.com:Frob(-1) is not a registered"
                + " function/op"));
  }

  private static String product(Sketch g) {
    return g.node("MatMul", g.input("x", -1, 64), g.weights(64, 4));
  }

  private static String halfProduct(Sketch g) {
    float[] values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    Tensor weight = Halves.of(DType.FLOAT16, Tensor.ofFloats(Shape.of(64, 4), values));
    String half = g.op("Cast").with("to", 10).on(g.input("x", -1, 64));
    return g.node("MatMul", half, g.constant("w", weight));
  }

  private static Tensor nan() {
    float[] values = new float[256];
    values[17] = Float.NaN;
    return Tensor.ofFloats(Shape.of(64, 4), values);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"weights", "versions"})
  void isRefused(String what, Spoiling spoiling, Outcome expected) throws Exception {
    assertThat(Trial.in(root).run(spoiling)).isEqualTo(expected);
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
        Arguments.of(
            "weights of 16 bits",
            model(g -> g.output(g.op("Cast").with("to", 1).on(halfProduct(g))))),
        Arguments.of("operator set 11", model(Sketch.model(11, g -> g.output(product(g))))),
        Arguments.of(
            "an infinite mask",
            model(g ->
                g.output(
                    g.node(
                        "Max",
                        product(g),
                        g.constant(
                            "mask",
                            Tensor.ofFloats(Shape.of(4), 0, Float.NEGATIVE_INFINITY, 0, 0)))))),
        Arguments.of(
            "batches of two and no other",
            model(g -> {
              String square = g.node("Reshape", g.input("x", 2, 64), g.longs(2, 8, 8));
              String flat = g.node("Reshape", square, g.longs(2, 64));
              g.output(g.node("MatMul", flat, g.weights(64, 4)));
            })),
        Arguments.of("branches", model(OddModelTest::branches)),
        Arguments.of("a loop", model(OddModelTest::loop)),
        Arguments.of("an operator of one's own that is not run", withoutData(OWN_OPERATOR)),
        Arguments.of(
            "an operator of ONNX Runtime's own",
            model(g -> g.output(g.op("Gelu").domain("com.microsoft").on(product(g))))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void isCompressedAllTheSame(String what, Spoiling spoiling) throws Exception {
    assertThat(Trial.in(root).run(spoiling)).isEqualTo(Outcome.success());
  }

  private static void branches(Sketch g) {
    String hidden = g.node("MatMul", g.input("x", -1, 64), g.weights(64, 64));
    String largest = g.op("ReduceMax").with("keepdims", 0).on(hidden);
    String condition =
        g.node("Greater", largest, g.constant("zero", Tensor.ofFloats(Shape.scalar(), 0)));
    g.output(
        g.op("If")
            .with("then_branch", g.body(body -> body.output(body.node("Abs", hidden))))
            .with("else_branch", g.body(body -> body.output(body.node("Neg", hidden))))
            .on(condition));
  }

  /** Takes the hyperbolic tangent three times. */
  private static void loop(Sketch g) {
    String hidden = g.node("MatMul", g.input("x", -1, 64), g.weights(64, 4));
    String trips = g.constant("trips", Tensor.ofLongs(Shape.scalar(), 3));
    g.output(
        g.op("Loop")
            .with(
                "body",
                g.body(body -> {
                  body.input("trip", DType.INT64);
                  body.input("go_on", DType.BOOL);
                  body.output(body.node("Identity", "go_on"), DType.BOOL);
                  body.output(body.node("Tanh", body.input("carried", -1, 4)));
                }))
            .on(trips, "", hidden));
  }

  @Test
  void anOperatorOfOnesOwnStaysAsItIs() throws Exception {
    Trial trial = Trial.in(root);
    trial.run(withoutData(OWN_OPERATOR));

    Node before = OnnxReader.read(trial.file("model.onnx")).graph().nodes().getLast();
    Model result = OnnxReader.read(trial.file("out/model.onnx"));
    assertThat(before.opType()).isEqualTo("Frob");
    assertThat(result.graph().nodes()).contains(before);
    assertThat(result.opsets()).containsEntry("acme.com", 1L);
    assertThat(trial.file("out/report.json"))
        .content()
        .contains(
            "ONNX Runtime by itself cannot load the model: it was rewritten, but nothing was run");
  }
}
