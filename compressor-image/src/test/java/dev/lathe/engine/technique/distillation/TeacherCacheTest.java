package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.graph.Sketch;
import dev.lathe.engine.technique.distillation.DistillationConfig.Embedding;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherCacheTest {
  private static final Tensor S = Tensor.ofFloats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
  private static final Tensor T = Tensor.ofFloats(Shape.of(3, 2), 6, 5, 4, 3, 2, 1);
  private static final Batch BATCH = Lesson.batch(S, T);

  @TempDir Path folder;

  private static SequencedMap<String, Tensor> feed(Distillation distillation, Batch batch) {
    return distillation.feed(batch, Lesson.MOMENT);
  }

  private TeacherCache cache(long maxBytes) {
    return TeacherCache.in(folder, maxBytes, Lesson.questions(BATCH, 2, _ -> {}));
  }

  private static Distillation attached(Optional<TeacherCache> cache) {
    Distillation distillation =
        new Distillation(
            Lesson.config(Logits.soft(1)),
            List.of(Lesson.model("t", "", -1, 2)),
            cache,
            Lesson.FIELD);
    distillation.attach(Lesson.model("s", "", -1, 2));
    return distillation;
  }

  @Test
  void whatItGivesIsWhatTheTeacherSays() {
    TeacherCache cache = cache(1000);
    try (Distillation asked = attached(Optional.empty());
        Distillation cached = attached(Optional.of(cache))) {
      SequencedMap<String, Tensor> said = feed(asked, BATCH);

      assertThat(feed(cached, BATCH)).isEqualTo(said);
      assertThat(cache.size()).isEqualTo(3);
      assertThat(feed(cached, BATCH)).isEqualTo(said);
      assertThat(said.firstEntry().getValue()).isEqualTo(T);
    }
  }

  @Test
  void teachersAreAskedAheadInBatchesAndOfEachSampleOnce() {
    List<Long> answered = new ArrayList<>();
    Batch repeating = Lesson.rows(BATCH, 0, 1, 1, 1, 2);
    TeacherCache cache =
        TeacherCache.in(folder, 1000, Lesson.questions(repeating, 2, answered::add));
    try (Distillation cached = attached(Optional.of(cache))) {
      SequencedMap<String, Tensor> said = feed(cached, Lesson.rows(BATCH, 2));

      assertThat(said.firstEntry().getValue()).isEqualTo(Tensor.ofFloats(Shape.of(1, 2), 2, 1));
      assertThat(cache.size()).isEqualTo(3);
      feed(cached, BATCH);
    }
    assertThat(answered).containsExactly(2L, 4L, 5L);
  }

  /** The last sample comes again, between others and twice; those are asked and not kept. */
  @Test
  void samplesAreToldByTheirContent() {
    TeacherCache cache = cache(1000);
    try (Distillation cached = attached(Optional.of(cache))) {
      feed(cached, BATCH);
      Batch other =
          Lesson.batch(
              Tensor.ofFloats(Shape.of(3, 2), 5, 6, 5, 7, 5, 6),
              Tensor.ofFloats(Shape.of(3, 2), 2, 1, 9, 8, 2, 1));

      assertThat(feed(cached, other).firstEntry().getValue())
          .isEqualTo(Tensor.ofFloats(Shape.of(3, 2), 2, 1, 9, 8, 2, 1));
      assertThat(cache.size()).isEqualTo(3);
    }
  }

  @Test
  void aBudgetThatIsSpentTakesNoMoreAndChangesNothing() throws IOException {
    TeacherCache cache = cache(2 * 8 + 7);
    try (Distillation cached = attached(Optional.of(cache))) {
      SequencedMap<String, Tensor> first = feed(cached, BATCH);

      assertThat(cache.size()).isEqualTo(2);
      assertThat(Files.size(folder.resolve("teacher-answers"))).isEqualTo(16);
      assertThat(feed(cached, BATCH)).isEqualTo(first);
    }
  }

  @Test
  void theDiskIsGivenBack() throws IOException {
    try (Distillation cached = attached(Optional.of(cache(1000)))) {
      feed(cached, BATCH);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static Distillation encoder(Pooling pooling, Model teacher, TeacherCache cache) {
    Distillation distillation =
        new Distillation(
            Lesson.config(new Embedding(pooling)),
            List.of(teacher),
            Optional.of(cache),
            Lesson.FIELD);
    distillation.attach(Lesson.encoder("s", 2));
    return distillation;
  }

  private TeacherCache cacheOf(Batch texts) {
    return TeacherCache.in(folder, 1000, Lesson.questions(texts, 2, _ -> {}));
  }

  /** Texts of that many positions, in which each number is its place; what is behind them is 9. */
  private static Batch texts(int padded, int... lengths) {
    float[] hidden = new float[lengths.length * padded * 2];
    long[] mask = new long[lengths.length * padded];
    for (int text = 0; text < lengths.length; text++) {
      for (int i = 0; i < padded; i++) {
        int at = text * padded + i;
        mask[at] = i < lengths[text] ? 1 : 0;
        hidden[2 * at] = i < lengths[text] ? i + 1 : 9;
      }
    }
    Tensor x = Tensor.ofFloats(Shape.of(lengths.length, padded, 2), hidden);
    return Lesson.masked(x, x, Tensor.ofLongs(Shape.of(lengths.length, padded), mask));
  }

  private static Tensor said(Distillation distillation, Batch batch) {
    return Objects.requireNonNull(feed(distillation, batch).firstEntry()).getValue();
  }

  /** A text is the same however far its batch pads it; nothing is said of what is behind it. */
  @Test
  void whatEncodersSayOfEachPositionIsKept() {
    TeacherCache cache = cacheOf(texts(4, 2, 3, 4, 2));
    try (Distillation none = encoder(Pooling.NONE, Lesson.encoder("t", 2), cache)) {
      Tensor said = said(none, texts(5, 3, 2));

      assertThat(cache.size()).isEqualTo(3);
      assertThat(said)
          .isEqualTo(
              Tensor.ofFloats(
                  Shape.of(2, 5, 2), 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0));
    }
  }

  @Test
  void textsThatThereIsNoRoomForAreAskedAnew() {
    Batch texts = texts(4, 2, 3, 4);
    TeacherCache cache = TeacherCache.in(folder, 20, Lesson.questions(texts, 2, _ -> {}));
    try (Distillation none = encoder(Pooling.NONE, Lesson.encoder("t", 2), cache)) {
      assertThat(said(none, texts(4, 3, 2, 4)).toFloats())
          .containsExactly(1, 0, 2, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0);
      assertThat(cache.size()).isEqualTo(1);
    }
  }

  /** Of such answers nobody can tell which part is of the padding. */
  @Test
  void answersOfOtherPositionsThanTheTextHasAreNotKept() {
    Model shortening =
        Sketch.model(g -> {
          g.input("t", -1, -1, 2);
          g.input("attention_mask", DType.INT64, -1, -1);
          String rest =
              g.node(
                  "Slice",
                  "t",
                  g.constant("from", Tensor.ofLongs(Shape.of(1), 1)),
                  g.constant("to", Tensor.ofLongs(Shape.of(1), Integer.MAX_VALUE)),
                  g.constant("axis", Tensor.ofLongs(Shape.of(1), 1)));
          g.output(rest);
        });
    TeacherCache cache = cacheOf(texts(3, 2, 3));
    try (Distillation none = encoder(Pooling.NONE, shortening, cache)) {
      assertThat(said(none, texts(3, 2)).shape()).isEqualTo(Shape.of(1, 2, 2));
      assertThat(cache.size()).isZero();
    }
  }

  @Test
  void withoutAMaskNothingOfPaddedSamplesIsKept() {
    Model student =
        Sketch.model(g -> {
          g.input("s", -1, -1, 2);
          g.input("t", -1, -1, 2);
          g.output(g.node("Add", "s", g.constant("w", Tensor.ofFloats(Shape.of(2), 0, 0))));
        });
    Tensor x = Tensor.ofFloats(Shape.of(1, 3, 2), 1, 2, 3, 4, 5, 6);
    TeacherCache cache = cacheOf(Lesson.batch(x, x));
    try (Distillation mean =
        new Distillation(
            Lesson.config(new Embedding(Pooling.MEAN)),
            List.of(student),
            Optional.of(cache),
            Lesson.FIELD)) {
      mean.attach(student);

      assertThat(said(mean, Lesson.batch(x, x)).toFloats()).containsExactly(3, 4);
      assertThat(cache.size()).isZero();
    }
  }

  @Test
  void pooledEmbeddingsAreKept() {
    Batch text = texts(3, 2);
    TeacherCache cache = cacheOf(text);
    try (Distillation mean = encoder(Pooling.MEAN, Lesson.encoder("t", 2), cache)) {
      assertThat(said(mean, text).toFloats()[0]).isCloseTo(1.5f, within(1e-6f));
      assertThat(cache.size()).isEqualTo(1);
    }
  }

  @Test
  void paddingBehindATextIsNoPartOfIt() {
    Tensor ids = Tensor.ofLongs(Shape.of(2, 4), 101, 7, 102, 0, 101, 7, 8, 102);
    Tensor mask = Tensor.ofLongs(Shape.of(2, 4), 1, 1, 1, 0, 1, 1, 1, 1);
    SequencedMap<String, Tensor> inputs = new java.util.LinkedHashMap<>();
    inputs.put("input_ids", ids);
    inputs.put("attention_mask", mask);
    SampleRow row = SampleRow.of(new Batch(inputs, Optional.empty(), 2), 0, inputs.keySet());

    assertThat(row.positions()).isEqualTo(3);
    assertThat(row.inputs().get("input_ids"))
        .isEqualTo(Tensor.ofLongs(Shape.of(1, 3), 101, 7, 102));
    assertThat(row.inputs().get("attention_mask"))
        .isEqualTo(Tensor.ofLongs(Shape.of(1, 3), 1, 1, 1));
  }
}
