package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What all teachers say of a batch.
 *
 * <p>What they say of a sample differs in its last bits by the samples that they are shown with it.
 * With a cache it is all the same whichever batch the sample comes in, so that a training that was
 * interrupted and starts with an empty cache goes on as if it had not been, bit for bit: where all
 * samples have the same extents, they are asked ahead, in the order of the data; where samples are
 * padded to the longest of a batch, each is shown to them on its own, without padding, when it
 * comes first.
 */
final class Answers {
  private final List<Teacher> teachers;
  private final Optional<TeacherCache> cache;
  private final Set<String> padded = new LinkedHashSet<>();
  private boolean askedAhead;

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
    if (cache.isEmpty()) {
      return together(batch.inputs());
    }
    if (!padded.isEmpty()) {
      return joined(singly(batch, cache.get()));
    }
    if (!askedAhead) {
      askAhead(cache.get());
      askedAhead = true;
    }
    return joined(remembered(batch, cache.get()));
  }

  private SequencedMap<String, Tensor> together(Map<String, Tensor> inputs) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    teachers.forEach(teacher -> all.putAll(teacher.answer(inputs)));
    return all;
  }

  private void askAhead(TeacherCache kept) {
    Questions questions = kept.questions();
    long answered = 0;
    for (Dataset data : questions.data()) {
      try (Batches batches = data.batches(questions.batchSize())) {
        while (batches.hasNext() && !kept.isFull()) {
          Batch batch = batches.next();
          SequencedMap<SampleKey, SequencedMap<String, Tensor>> unknown = new LinkedHashMap<>();
          for (int sample = 0; sample < batch.size(); sample++) {
            SequencedMap<String, Tensor> inputs = SampleRow.of(batch, sample, padded);
            SampleKey key = SampleKey.of(inputs);
            if (!kept.holds(key)) {
              unknown.putIfAbsent(key, inputs);
            }
          }
          Iterator<byte[]> answers = asked(List.copyOf(unknown.values())).iterator();
          unknown.keySet().forEach(key -> kept.put(key, answers.next()));
          answered += batch.size();
          questions.listener().accept(answered);
        }
      }
    }
  }

  /** Asks about samples of equal extents, all at once. */
  private List<byte[]> asked(List<SequencedMap<String, Tensor>> samples) {
    return samples.isEmpty()
        ? List.of()
        : each(together(SampleRow.joined(samples)), samples.size());
  }

  private List<byte[]> singly(Batch batch, TeacherCache kept) {
    List<byte[]> answers = new ArrayList<>();
    for (int sample = 0; sample < batch.size(); sample++) {
      SequencedMap<String, Tensor> inputs = SampleRow.of(batch, sample, padded);
      SampleKey key = SampleKey.of(inputs);
      Optional<byte[]> known = kept.get(key);
      byte[] answer = known.orElseGet(() -> each(together(inputs), 1).getFirst());
      if (known.isEmpty()) {
        kept.put(key, answer);
      }
      answers.add(answer);
    }
    return answers;
  }

  /** What there was no room for is asked together: which samples these are never changes. */
  private List<byte[]> remembered(Batch batch, TeacherCache kept) {
    List<Optional<byte[]>> known = new ArrayList<>();
    List<SequencedMap<String, Tensor>> unknown = new ArrayList<>();
    for (int sample = 0; sample < batch.size(); sample++) {
      SequencedMap<String, Tensor> inputs = SampleRow.of(batch, sample, padded);
      known.add(kept.get(SampleKey.of(inputs)));
      if (known.getLast().isEmpty()) {
        unknown.add(inputs);
      }
    }
    Iterator<byte[]> asked = asked(unknown).iterator();
    return known.stream().map(one -> one.orElseGet(asked::next)).toList();
  }

  /** Lays what is said of each sample behind what is said of the others. */
  private SequencedMap<String, Tensor> joined(List<byte[]> answers) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, Shape> one : shapes.entrySet()) {
      int length = Math.toIntExact(one.getValue().elementCount() * Float.BYTES);
      byte[] bytes = new byte[Math.multiplyExact(length, answers.size())];
      for (int sample = 0; sample < answers.size(); sample++) {
        System.arraycopy(answers.get(sample), at, bytes, sample * length, length);
      }
      Shape shape = one.getValue().withDim(0, answers.size());
      all.put(one.getKey(), Tensor.ofBytes(DType.FLOAT, shape, bytes));
      at += length;
    }
    return all;
  }

  /** Takes apart what is said of several samples: of each all answers, one behind the other. */
  private List<byte[]> each(SequencedMap<String, Tensor> answers, int samples) {
    List<ByteArrayOutputStream> parts = new ArrayList<>();
    for (int sample = 0; sample < samples; sample++) {
      parts.add(new ByteArrayOutputStream());
    }
    answers.forEach((name, tensor) -> {
      shapes.putIfAbsent(name, tensor.shape().withDim(0, 1));
      byte[] bytes = tensor.toBytes();
      int length = bytes.length / samples;
      for (int sample = 0; sample < samples; sample++) {
        parts.get(sample).write(bytes, sample * length, length);
      }
    });
    return parts.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }
}
