package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.data.Batches;
import dev.lathe.engine.data.Dataset;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What all teachers say of a batch.
 *
 * <p>What they say of a sample differs in its last bits by the samples that they are shown with it.
 * With a cache they are asked ahead, in the order of the data: so it is all the same whichever
 * batch the sample comes in, and a training that was interrupted and starts with an empty cache
 * goes on as if it had not been, bit for bit. Samples that are padded to the longest of a batch are
 * shown without padding, those of a length together.
 */
final class Answers {
  private final List<Teacher> teachers;
  private final Set<String> padded = new LinkedHashSet<>();
  private final Set<String> byPosition = new LinkedHashSet<>();
  private Optional<TeacherCache> cache;
  private boolean askedAhead;

  /** The student's inputs, in the order of what is said of a sample; known after the first. */
  private List<String> names = List.of();

  Answers(List<Teacher> teachers, Optional<TeacherCache> cache) {
    this.teachers = List.copyOf(teachers);
    for (Teacher teacher : teachers) {
      padded.addAll(teacher.padded());
      byPosition.addAll(teacher.byPosition());
    }
    this.cache = cache.filter(_ -> teachers.stream().allMatch(Teacher::answersSingly));
  }

  SequencedMap<String, Tensor> of(Batch batch) {
    if (cache.isPresent() && !askedAhead) {
      askedAhead = true;
      cache = cache.filter(this::askAhead);
    }
    return cache.isPresent() ? remembered(batch, cache.get()) : together(batch.inputs());
  }

  private SequencedMap<String, Tensor> together(Map<String, Tensor> inputs) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    teachers.forEach(teacher -> all.putAll(teacher.answer(inputs)));
    return all;
  }

  /** Asks of all samples, and returns whether what is said of one can be told from its padding. */
  private boolean askAhead(TeacherCache kept) {
    Questions questions = kept.questions();
    long answered = 0;
    for (Dataset data : questions.data()) {
      try (Batches batches = data.batches(questions.batchSize())) {
        while (batches.hasNext() && !kept.isFull()) {
          Batch batch = batches.next();
          if (!padded.isEmpty() && SampleRow.positions(batch) == 0 || !keep(batch, kept)) {
            kept.close();
            return false;
          }
          answered += batch.size();
          questions.listener().accept(answered);
        }
      }
    }
    return true;
  }

  private boolean keep(Batch batch, TeacherCache kept) {
    SequencedMap<SampleKey, SampleRow> unknown = new LinkedHashMap<>();
    for (int sample = 0; sample < batch.size(); sample++) {
      SampleRow row = SampleRow.of(batch, sample, padded);
      SampleKey key = SampleKey.of(row);
      if (!kept.holds(key)) {
        unknown.putIfAbsent(key, row);
      }
    }
    Iterator<List<Tensor>> answers = asked(List.copyOf(unknown.values())).iterator();
    for (Map.Entry<SampleKey, SampleRow> sample : unknown.entrySet()) {
      List<Tensor> answer = answers.next();
      if (!hasPositionsOf(sample.getValue(), answer)) {
        return false;
      }
      kept.put(sample.getKey(), answer);
    }
    return true;
  }

  private boolean hasPositionsOf(SampleRow sample, List<Tensor> answer) {
    return IntStream.range(0, names.size())
        .filter(i -> byPosition.contains(names.get(i)))
        .allMatch(i -> answer.get(i).shape().dim(1) == sample.positions());
  }

  /** Asks about samples, those of equal extents together; returns what is said of each. */
  private List<List<Tensor>> asked(List<SampleRow> samples) {
    Map<List<Shape>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      alike.computeIfAbsent(samples.get(i).extents(), _ -> new ArrayList<>()).add(i);
    }
    List<List<Tensor>> answers = new ArrayList<>(Collections.nCopies(samples.size(), List.of()));
    for (List<Integer> places : alike.values()) {
      SequencedMap<String, Tensor> said =
          together(SampleRow.batch(places.stream().map(samples::get).toList()));
      names = List.copyOf(said.keySet());
      for (int i = 0; i < places.size(); i++) {
        int row = i;
        answers.set(
            places.get(i), said.values().stream().map(all -> SampleRow.row(all, row)).toList());
      }
    }
    return answers;
  }

  /** What there was no room for is asked anew: which samples these are never changes. */
  private SequencedMap<String, Tensor> remembered(Batch batch, TeacherCache kept) {
    List<Optional<List<Tensor>>> known = new ArrayList<>();
    List<SampleRow> unknown = new ArrayList<>();
    for (int sample = 0; sample < batch.size(); sample++) {
      SampleRow row = SampleRow.of(batch, sample, padded);
      known.add(kept.get(SampleKey.of(row)));
      if (known.getLast().isEmpty()) {
        unknown.add(row);
      }
    }
    Iterator<List<Tensor>> asked = asked(unknown).iterator();
    List<List<Tensor>> answers = known.stream().map(one -> one.orElseGet(asked::next)).toList();
    return joined(answers, SampleRow.positions(batch));
  }

  private SequencedMap<String, Tensor> joined(List<List<Tensor>> answers, long positions) {
    SequencedMap<String, Tensor> all = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      int at = i;
      List<Tensor> rows = answers.stream().map(answer -> answer.get(at)).toList();
      Shape each = rows.getFirst().shape();
      boolean open = byPosition.contains(names.get(i));
      all.put(names.get(i), SampleRow.joined(rows, open ? each.withDim(1, positions) : each));
    }
    return all;
  }
}
