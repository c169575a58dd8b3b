package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What all teachers say of a batch.
 *
 * <p>With a cache each sample is shown to them on its own, without padding: what is kept of it is
 * then the same whichever batch it came in first, so that a training that was interrupted and
 * starts with an empty cache goes on as if it had not been, bit for bit.
 */
final class Answers {
  private final List<Teacher> teachers;
  private final Optional<TeacherCache> cache;
  private final Set<String> padded = new LinkedHashSet<>();

  /** Shapes of the answers of one sample, by the student's inputs; known after the first. */
  private final SequencedMap<String, Shape> shapes = new LinkedHashMap<>();

  Answers(List<Teacher> teachers, Optional<TeacherCache> cache) {
    this.teachers = List.copyOf(teachers);
    teachers.forEach(teacher -> padded.addAll(teacher.padded()));
    long bytes =
        teachers.stream().allMatch(Teacher::answersSingly)
            ? teachers.stream().mapToLong(Teacher::answerBytes).sum()
            : Long.MAX_VALUE;
    this.cache = cache.filter(_ -> bytes <= Integer.MAX_VALUE);
    this.cache.ifPresent(found -> found.start((int) bytes));
  }

  SequencedMap<String, Tensor> of(Batch batch) {
    return cache.isPresent() ? singly(batch, cache.get()) : together(batch.inputs());
  }

  private SequencedMap<String, Tensor> together(Map<String, Tensor> inputs) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    teachers.forEach(teacher -> all.putAll(teacher.answer(inputs)));
    return all;
  }

  private SequencedMap<String, Tensor> singly(Batch batch, TeacherCache kept) {
    SequencedMap<String, byte[]> rows = new LinkedHashMap<>();
    for (int sample = 0; sample < batch.size(); sample++) {
      SequencedMap<String, Tensor> inputs = SampleRow.of(batch, sample, padded);
      SampleKey key = SampleKey.of(inputs);
      Optional<byte[]> known = kept.get(key);
      byte[] answer = known.orElseGet(() -> bytes(together(inputs)));
      if (known.isEmpty()) {
        kept.put(key, answer);
      }
      int at = 0;
      for (Map.Entry<String, Shape> one : shapes.entrySet()) {
        int length = Math.toIntExact(one.getValue().elementCount() * Float.BYTES);
        byte[] part = java.util.Arrays.copyOfRange(answer, at, at + length);
        SampleRow.append(rows, one.getKey(), part, sample, batch.size());
        at += length;
      }
    }
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    shapes.forEach((name, shape) ->
        all.put(
            name,
            Tensor.ofBytes(
                DType.FLOAT,
                shape.withDim(0, batch.size()),
                Objects.requireNonNull(rows.get(name)))));
    return all;
  }

  private byte[] bytes(SequencedMap<String, Tensor> answers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answers.forEach((name, tensor) -> {
      shapes.putIfAbsent(name, tensor.shape());
      out.writeBytes(tensor.toBytes());
    });
    return out.toByteArray();
  }
}
