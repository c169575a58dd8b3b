package dev.lathe.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.data.Samples;
import dev.lathe.engine.execute.Update;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Devices.Gpu;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.of(Length.epochs(1, 16), Optimizer.of(Update.sgd(), 0.1));

  @TempDir private Path folder;
  private Dataset points;

  @BeforeEach
  void open() {
    points = Blobs.points(folder, 32, 1);
  }

  @AfterEach
  void close() {
    points.close();
  }

  private static void refused(ThrowingCallable training, Reason reason, String message) {
    assertThatThrownBy(training)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }

  private Trained train(Model model, TrainingConfig config) {
    return Trainer.train(
        model, new Likelihood(), TrainingData.of(points), config, TrainingRun.of(1, 1));
  }

  @Test
  void aModelWithoutWeights() {
    Model model = Sketch.model(g -> g.output(g.node("Tanh", g.input("x", -1, 4))));

    refused(
        () -> train(model, CONFIG),
        Reason.UNSUPPORTED_MODEL,
        "the model has no weights to train: none of its initializers in FLOAT or DOUBLE is a"
            + " kernel, matrix, embedding, bias or scale");
  }

  @Test
  void allWeightsFrozen() {
    refused(
        () ->
            train(
                Blobs.network(),
                CONFIG.withScope(new Scope(List.of("hidden.*", "head.*"), Scope.BatchNorm.FROZEN))),
        Reason.INVALID_MANIFEST,
        "training.freeze: [hidden.*, head.*] match all 4 weights of the model, nothing is left to"
            + " train");
  }

  /** The weights make a second output that the loss does not read. */
  @Test
  void aLossThatReadsNoWeight() {
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", -1, 4);
          g.output(g.node("Tanh", x));
          g.output(g.node("MatMul", x, g.constant("aside", Blobs.numbers(1, 4, 3))));
        });

    refused(
        () -> train(model, CONFIG),
        Reason.UNSUPPORTED_MODEL,
        "the loss 'loss' depends on none of the weights that are trained: 'aside'");
  }

  /** Rounding has no slope: the graph says that the loss depends on the weight, gradients not. */
  @Test
  void aLossThatNoGradientLeavesFor() {
    Model model =
        Sketch.model(g -> {
          String y =
              g.node("MatMul", g.input("x", -1, 4), g.constant("behind", Blobs.numbers(1, 4, 3)));
          g.output(g.op("Cast").with("to", 1).on(g.op("Cast").with("to", 6).on(y)));
        });

    refused(
        () -> train(model, CONFIG),
        Reason.UNSUPPORTED_MODEL,
        "the loss 'loss' depends on none of the weights that are trained: 'behind'");
  }

  @Test
  void aWeightThatNoGradientReachesIsLeftAloneAndNoted() {
    Model model =
        Sketch.model(g -> {
          String x = g.input("x", -1, 4);
          String rough = g.node("MatMul", x, g.constant("rough", Blobs.numbers(1, 4, 3)));
          String whole = g.op("Cast").with("to", 1).on(g.op("Cast").with("to", 6).on(rough));
          g.output(
              g.node(
                  "Add", whole, g.node("MatMul", x, g.constant("smooth", Blobs.numbers(2, 4, 3)))));
        });
    Trained trained =
        train(model, TrainingConfig.of(Length.epochs(1, 16), Optimizer.of(Update.adamW(0.1), 0.1)));

    assertThat(trained.history().notes())
        .containsExactly("no gradient reaches 'rough': it stays as it is");
    assertThat(trained.model().graph().initializer("rough"))
        .isEqualTo(model.graph().initializer("rough"));
    assertThat(trained.model().graph().initializer("smooth"))
        .isNotEqualTo(model.graph().initializer("smooth"));
  }

  @Test
  void fewerSamplesThanABatch() {
    refused(
        () -> train(Blobs.network(), TrainingConfig.of(Length.epochs(1, 33), CONFIG.optimizer())),
        Reason.INVALID_MANIFEST,
        "training.batchSize: 33 samples make a batch, and spec.data.training has 32 in all");
  }

  @Test
  void oneBatchIsTrainedOnAndNoted() {
    Trained trained =
        train(Blobs.network(), TrainingConfig.of(Length.epochs(3, 32), CONFIG.optimizer()));

    assertThat(trained.history().points()).hasSize(3);
    assertThat(trained.history().notes())
        .containsExactly(
            "spec.data.training is one batch of 32 samples: every step learns from all of them");
  }

  @Test
  void anEmptyValidationSet() {
    Dataset nothing =
        new Dataset() {
          @Override
          public long size() {
            return 0;
          }

          @Override
          public boolean labelled() {
            return true;
          }

          @Override
          public String digest() {
            return "";
          }

          @Override
          public Samples samples() {
            throw new IllegalStateException("there are none");
          }

          @Override
          public void close() {}
        };

    refused(
        () ->
            Trainer.train(
                Blobs.network(),
                new Likelihood(),
                new TrainingData(points, Optional.of(nothing)),
                CONFIG,
                TrainingRun.of(1, 1)),
        Reason.INVALID_DATA,
        "spec.data.validation holds no sample: leave it out, or give it some");
  }

  @Test
  void cudaWhereThereIsNone() {
    refused(
        () -> Devices.placement(new Compute(2, Device.CUDA, Precision.AUTO), Gpu.NONE),
        Reason.INVALID_MANIFEST,
        "spec.device: Cuda asks for a GPU, and there is none here that PyTorch can use: the pod"
            + " needs resources.limits of nvidia.com/gpu and an engine image built for CUDA");
  }

  /**
   * 40 and 27 weights with a gradient each are 4 (2 · 67) bytes; products keep what goes into the
   * first layer, 4 (16 · 4), and into the second, 4 (16 · 8), which is also what Relu keeps.
   */
  @Test
  void aBatchBeyondMemoryIsRefusedBeforeItIsTried() {
    Subject subject = Subject.of(Blobs.network(), new Likelihood(), CONFIG);
    Map<String, Tensor> some =
        Map.of(
            "x", Tensor.ofFloats(Shape.of(2, 4), new float[8]),
            "classes", Tensor.ofLongs(Shape.of(2), 0, 1));

    MemoryNeed.require(subject, some, 16, 1304);
    refused(
        () -> MemoryNeed.require(subject, some, 16, 1303),
        Reason.OUT_OF_MEMORY,
        "training.batchSize: a batch of 16 samples needs at least 1304 bytes of memory, and there"
            + " are 1303: 536 are taken by weights and what the optimizer remembers, 768 by what"
            + " the way back takes of the batch; fewer samples with accumulate are the same step");
  }

  @Test
  void whatTheAllocatorRefusesNamesTheField() {
    Model model =
        Sketch.model(g -> {
          String y = g.node("MatMul", g.input("x", -1, 4), g.constant("w", Blobs.numbers(1, 4, 3)));
          String wide = g.node("Expand", y, g.longs(1L << 24, 1L << 24, 1, 1));
          g.output(
              g.op("ReduceMean").ints("axes", 0, 1).with("keepdims", 0).on(g.node("Exp", wide)));
        });

    assertThatThrownBy(() -> train(model, CONFIG))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
        .hasMessageMatching(
            "training.batchSize: a batch of 16 samples is too large: Exp 'exp_2' needs \\d+ bytes of memory in one piece, which cannot be had:"
                + " there are \\d+ in all.*");
  }

  @Test
  void labelsOfAnotherTypeOfModelAreNotTheTrainersBusiness() {
    Model model =
        Sketch.model(g ->
            g.output(
                g.node(
                    "MatMul",
                    g.input("x", DType.DOUBLE, -1, 4),
                    g.constant("w", Tensor.ofBytes(DType.DOUBLE, Shape.of(4, 3), new byte[96])))));

    refused(
        () -> train(model, CONFIG),
        Reason.INVALID_DATA,
        "input 'x': a tensor of DOUBLE expected, found FLOAT [2, 4]");
  }
}
