package dev.lathe.engine.graph.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.graph.ValueType.TensorType;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {
  /** Returns the type of the value that the drawing returns, as text. */
  private static String typeOf(Function<Sketch, String> drawing) {
    String[] name = new String[1];
    Model model = Sketch.model(sketch -> name[0] = drawing.apply(sketch));
    return ShapeInference.infer(model)
        .graph()
        .declaredType(name[0])
        .map(Object::toString)
        .orElse("nothing");
  }

  @Test
  void aConvolutionKeepsAnOpenBatch() {
    assertThat(typeOf(g -> g.conv(g.input("x", -1, 3, 8, 10), 4)))
        .isEqualTo("FLOAT [x0, 4, 8, 10]");
  }

  @Test
  void anOpenExtentStaysOpenBehindAStride() {
    assertThat(
            typeOf(g ->
                g.op("Conv")
                    .ints("strides", 2, 2)
                    .on(g.input("x", -1, 3, -1, 9), g.weights(4, 3, 3, 3))))
        .isEqualTo("FLOAT [x0, 4, ?, 4]");
  }

  @Test
  void samePaddingDividesByTheStrideAndRoundsUp() {
    assertThat(
            typeOf(g ->
                g.op("MaxPool")
                    .ints("kernel_shape", 3, 3)
                    .ints("strides", 2, 2)
                    .with("auto_pad", "SAME_UPPER")
                    .on(g.input("x", 1, 3, 9, 10))))
        .isEqualTo("FLOAT [1, 3, 5, 5]");
  }

  @Test
  void aWindowThatWouldStartInThePaddingIsLeftOut() {
    // Extent 4 + pads 1 + 1, kernel 2, stride 3: starts at 0, 3, and 6 which is padding only.
    assertThat(
            typeOf(g ->
                g.op("AveragePool")
                    .ints("kernel_shape", 2)
                    .ints("strides", 3)
                    .ints("pads", 1, 1)
                    .with("ceil_mode", 1)
                    .on(g.input("x", 1, 1, 4))))
        .isEqualTo("FLOAT [1, 1, 2]");
  }

  @Test
  void outerAxesOfAProductBroadcast() {
    assertThat(typeOf(g -> g.node("MatMul", g.input("a", -1, 1, 5, 4), g.input("b", 7, 4, -1))))
        .isEqualTo("FLOAT [a0, 7, 5, b2]");
  }

  @Test
  void aShapeComputedFromAShapeIsFollowed() {
    assertThat(
            typeOf(g -> {
              String x = g.input("x", -1, -1, 384);
              String shape = g.node("Shape", x);
              String batch =
                  g.op("Gather").on(shape, g.constant(Tensor.ofLongs(Shape.scalar(), 0)));
              String target =
                  g.op("Concat")
                      .with("axis", 0)
                      .on(g.node("Unsqueeze", batch, g.longs(0)), g.longs(-1, 12, 32));
              return g.node("Reshape", x, target);
            }))
        .isEqualTo("FLOAT [x0, x1, 12, 32]");
  }

  @Test
  void extentsKnownByNameCancelInReshape() {
    assertThat(typeOf(g -> g.node("Reshape", g.input("x", -1, 6, 4), g.longs(0, -1))))
        .isEqualTo("FLOAT [x0, 24]");
    assertThat(typeOf(g -> g.node("Reshape", g.input("x", -1, 6, 4), g.longs(-1, 24))))
        .isEqualTo("FLOAT [x0, 24]");
    assertThat(typeOf(g -> g.node("Reshape", g.input("x", -1, 6, 4), g.longs(-1, 12))))
        .isEqualTo("FLOAT [?, 12]");
  }

  @Test
  void theExpandOfPyTorchSeesThatAnExtentIsNeverMinusOne() {
    // expand(-1, 5): where(shape == -1, 1, shape), for a shape with an open extent.
    assertThat(
            typeOf(g -> {
              String x = g.input("x", -1, 1);
              String target =
                  g.op("Concat")
                      .with("axis", 0)
                      .on(g.op("Slice").on(g.node("Shape", x), g.longs(0), g.longs(1)), g.longs(5));
              String isOpen = g.node("Equal", target, g.longs(-1));
              return g.node("Expand", x, g.node("Where", isOpen, g.longs(1), target));
            }))
        .isEqualTo("FLOAT [x0, 5]");
  }

  @Test
  void extentsThatShareAPlaceholderAreNotTheSame() {
    List<Dim> open = List.of(new Dim.Symbolic("?"), new Dim.Symbolic("?"));
    assertThat(
            typeOf(g -> {
              String x = g.input("x", DType.FLOAT, open);
              return g.node("Transpose", x);
            }))
        .isEqualTo("FLOAT [?, ?]");
    // Were both one extent, [?, ?] as [-1, ?] would be [?, ?] by cancelling.
    assertThat(
            typeOf(g -> {
              String x = g.input("x", DType.FLOAT, open);
              String second = g.op("Slice").on(g.node("Shape", x), g.longs(1), g.longs(2));
              String target = g.op("Concat").with("axis", 0).on(g.longs(-1), second);
              return g.node("Reshape", x, target);
            }))
        .isEqualTo("FLOAT [?, ?]");
  }

  @Test
  void anUnknownOperatorGivesNothingAndLeavesTheFileItsWord() {
    assertThat(typeOf(g -> g.op("Mystery").domain("com.example").on(g.input("x", 2))))
        .isEqualTo("nothing");
    assertThat(typeOf(g -> g.node("OperatorOfTomorrow", g.input("x", 2)))).isEqualTo("nothing");
    assertThat(
            typeOf(g -> {
              String y = g.op("Mystery").domain("com.example").on(g.input("x", 2));
              g.declare(y, TensorType.of(DType.FLOAT, Dim.of(7)));
              return g.relu(y);
            }))
        .isEqualTo("FLOAT [7]");
  }

  @Test
  void aStaleDeclarationDoesNotReachWhatFollows() {
    String type =
        typeOf(g -> {
          String y = g.conv(g.input("x", -1, 3, -1, -1), 4);
          g.declare(y, TensorType.of(DType.FLOAT, Shape.of(1, 4, 224, 224)));
          return g.node("Shape", g.op("MaxPool").ints("kernel_shape", 2, 2).on(y));
        });
    assertThat(type).isEqualTo("INT64 [4]");

    String[] names = new String[1];
    Model model =
        Sketch.model(g -> {
          String y = g.conv(g.input("x", -1, 3, -1, -1), 4);
          g.declare(y, TensorType.of(DType.FLOAT, Shape.of(1, 4, 224, 224)));
          names[0] = g.node("Shape", y);
        });
    assertThat(KnownValues.of(model).tensor(names[0])).isEmpty();
  }

  @Test
  void concreteInputsMakeEverythingConcrete() {
    String[] name = new String[1];
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", -1, -1, 384);
          String wide = g.node("MatMul", x, g.weights(384, 768));
          name[0] = g.op("Transpose").ints("perm", 0, 2, 1).on(wide);
        });

    Graph graph = ShapeInference.infer(model, Map.of("x", Shape.of(2, 128, 384))).graph();

    assertThat(graph.declaredType(name[0]))
        .contains(TensorType.of(DType.FLOAT, Shape.of(2, 768, 128)));
  }

  @Test
  void bothBranchesOfAnIfAreDoneAndTheirCommonPartHolds() {
    String[] name = new String[1];
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", -1, 6);
          Graph flat = g.body(b -> b.output(b.node("Reshape", x, b.longs(0, 3, 2))));
          Graph deep = g.body(b -> b.output(b.node("Reshape", x, b.longs(0, 2, 3))));
          name[0] =
              g.op("If")
                  .with("then_branch", flat)
                  .with("else_branch", deep)
                  .on(g.input("c", DType.BOOL));
        });

    Graph inferred = ShapeInference.infer(model).graph();

    assertThat(inferred.declaredType(name[0]).map(Object::toString)).contains("FLOAT [x0, ?, ?]");
  }

  @Test
  void aLoopForgetsWhatATripChanges() {
    assertThat(
            typeOf(g -> {
              String x = g.input("x", 2, 3);
              Graph grow =
                  g.body(b -> {
                    b.input("i", DType.INT64);
                    b.input("go", DType.BOOL);
                    b.input("state", DType.FLOAT, -1, -1);
                    b.output(b.node("Identity", "go"), DType.BOOL);
                    b.output(b.op("Concat").with("axis", 0).on("state", "state"));
                  });
              return g.op("Loop").with("body", grow).on(g.input("m", DType.INT64), "", x);
            }))
        .isEqualTo("FLOAT [?, 3]");
  }

  @Test
  void typesOfBodiesAreFilledInToo() {
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", 2, 3);
          Graph branch = g.body(b -> b.output(b.relu(b.node("Transpose", x))));
          g.op("If")
              .with("then_branch", branch)
              .with("else_branch", branch)
              .on(g.input("c", DType.BOOL));
        });

    Node branched = ShapeInference.infer(model).graph().nodes().getLast();

    assertThat(branched.bodies().getFirst().valueInfo().values())
        .extracting(value -> value.type().toString())
        .containsExactly("FLOAT [3, 2]");
  }

  @Test
  void theModelItselfIsLeftAlone() {
    Model model = Sketch.model(g -> g.output(g.relu(g.conv(g.input("x", 1, 3, 8, 8), 4))));
    Model same = Sketch.model(g -> g.output(g.relu(g.conv(g.input("x", 1, 3, 8, 8), 4))));

    ShapeInference.infer(model);

    assertThat(model).isEqualTo(same);
  }

  @Test
  void aDefaultThatACallerMayReplaceIsNoConstant() {
    String[] name = new String[1];
    Model model =
        Sketch.model(g -> {
          g.constant("size", Tensor.ofLongs(Shape.of(2), 3, 4));
          g.input("size", DType.INT64, 2);
          name[0] = g.node("ConstantOfShape", "size");
        });

    assertThat(KnownValues.of(model).type(name[0]))
        .contains(new TensorType(DType.FLOAT, Optional.of(List.of(Dims.UNKNOWN, Dims.UNKNOWN))));
    assertThat(KnownValues.of(model.withIrVersion(3)).type(name[0]))
        .contains(TensorType.of(DType.FLOAT, Shape.of(3, 4)));
  }
}
