package dev.lathe.engine.technique.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.distillation.DistillationConfig.Embedding;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
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

  private static Distillation encoder(Pooling pooling, TeacherCache cache) {
    Model student = Lesson.encoder("s", 2);
    Distillation distillation =
        new Distillation(
            Lesson.config(new Embedding(pooling)),
            List.of(Lesson.encoder("t", 2)),
            Optional.of(cache),
            Lesson.FIELD);
    distillation.attach(student);
    return distillation;
  }

  private static Batch text(int padded) {
    float[] hidden = new float[padded * 2];
    long[] mask = new long[padded];
    for (int i = 0; i < 2; i++) {
      hidden[2 * i] = i + 1;
      mask[i] = 1;
    }
    Tensor x = Tensor.ofFloats(Shape.of(1, padded, 2), hidden);
    return Lesson.masked(x, x, Tensor.ofLongs(Shape.of(1, padded), mask));
  }

  /** A text is the same however far its batch pads it, where inputs are numbers of tokens. */
  @Test
  void whatEncodersSayOfEachPositionIsNotKept() {
    TeacherCache cache = cache(1000);
    try (Distillation none = encoder(Pooling.NONE, cache)) {
      Tensor said = Objects.requireNonNull(feed(none, text(3)).firstEntry()).getValue();

      assertThat(said.shape()).isEqualTo(Shape.of(1, 3, 2));
      assertThat(cache.size()).isZero();
    }
  }

  @Test
  void pooledEmbeddingsAreKept() {
    TeacherCache cache = cache(1000);
    try (Distillation mean = encoder(Pooling.MEAN, cache)) {
      float[] said = feed(mean, text(3)).firstEntry().getValue().toFloats();

      assertThat(said[0]).isCloseTo(1.5f, within(1e-6f));
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
    SequencedMap<String, Tensor> row =
        SampleRow.of(new Batch(inputs, Optional.empty(), 2), 0, inputs.keySet());

    assertThat(row.get("input_ids")).isEqualTo(Tensor.ofLongs(Shape.of(1, 3), 101, 7, 102));
    assertThat(row.get("attention_mask")).isEqualTo(Tensor.ofLongs(Shape.of(1, 3), 1, 1, 1));
  }
}
