package dev.lathe.engine.graph.rewrite;

import static dev.lathe.engine.graph.rewrite.RewriteAssert.assertThatRewrite;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.graph.Attribute;
import dev.lathe.engine.graph.Graph;
import dev.lathe.engine.graph.Node;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiftConstantsTest {
  @Test
  void aWeightInANodeBecomesAnInitializer() {
    assertThatRewrite(new LiftConstants())
        .on(g ->
            g.output(
                g.node(
                    "MatMul",
                    g.input("x", -1, 2),
                    g.constantNode(Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4)))))
        .rewritesTo("MatMul")
        .soundly(0);
  }

  @Test
  void everyFormOfAValueIsRead() {
    Attribute.StringValue text = (Attribute.StringValue) Attribute.of("ä");
    assertLifts("value_int", Attribute.of(3), Tensor.ofLongs(Shape.scalar(), 3));
    assertLifts("value_ints", Attribute.ofInts(3, 4), Tensor.ofLongs(Shape.of(2), 3, 4));
    assertLifts("value_float", Attribute.of(3f), Tensor.ofFloats(Shape.scalar(), 3));
    assertLifts(
        "value_floats", new Attribute.Floats(List.of(3f, 4f)), Tensor.ofFloats(Shape.of(2), 3, 4));
    assertLifts("value_string", text, Tensor.ofStrings(Shape.scalar(), List.of(text.bytes())));
    assertLifts(
        "value_strings",
        new Attribute.Strings(List.of(text)),
        Tensor.ofStrings(Shape.of(1), List.of(text.bytes())));
  }

  private static void assertLifts(String form, Attribute value, Tensor expected) {
    Graph lifted =
        new LiftConstants()
            .apply(Sketch.model(g -> g.relu(g.op("Constant").with(form, value).on())))
            .model()
            .graph();

    assertThat(lifted.initializer("constant_0_out")).contains(expected);
    assertThat(lifted.nodes()).extracting(Node::opType).containsExactly("Relu");
  }

  @Test
  void aConstantInABodyIsLiftedThere() {
    assertThatRewrite(new LiftConstants())
        .on(g -> {
          String x = g.input("x", 2);
          Graph branch =
              g.body(b -> {
                String two = b.constantNode(Tensor.ofFloats(Shape.of(2), 2, 3));
                b.output(b.node("Mul", x, two));
              });
          Graph other = g.body(b -> b.output(b.node("Neg", x)));
          g.output(
              g.op("If")
                  .with("then_branch", branch)
                  .with("else_branch", other)
                  .on(g.input("c", DType.BOOL, 1)));
        })
        .rewritesTo("If")
        .soundly(0);
  }

  @Test
  void aConstantThatIsAnOutputStays() {
    assertThatRewrite(new LiftConstants())
        .on(g -> g.output(g.constantNode(Tensor.ofFloats(Shape.of(1), 2))))
        .refusesBecause("Constant 'constant_0': it is an output of the graph");
  }
}
