package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.data.Batch;
import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.graph.Dim;
import dev.lathe.engine.graph.Model;
import dev.lathe.engine.technique.distillation.DistillationConfig.Embedding;
import dev.lathe.engine.technique.distillation.DistillationConfig.Logits;
import dev.lathe.engine.technique.distillation.OutputPairs.Pair;
import dev.lathe.engine.tensor.Tensor;
import dev.lathe.engine.train.Measure;
import dev.lathe.engine.train.Moment;
import dev.lathe.engine.train.Objective;
import dev.lathe.engine.train.loss.CrossEntropy;
import dev.lathe.engine.train.loss.Formula;
import dev.lathe.engine.train.loss.Prediction;
import dev.lathe.engine.train.loss.Prediction.Activation;
import dev.lathe.engine.train.loss.Supervised;
import dev.lathe.engine.train.loss.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings down how far a student is from its teachers, and from the labels where there are any.
 *
 * <p>Of scores that is {@code softWeight} · T² · KL(teacher ‖ student) + (1 - {@code softWeight}) ·
 * cross-entropy, where the first is the mean over all samples of a batch and the second over those
 * that have a label: in data where some have the label -1, these learn from the teachers alone. The
 * teachers are shown the same inputs as the student, by name, else by position.
 *
 * <p>Whoever makes one closes it when the training is over.
 */
public final class Distillation implements Objective, AutoCloseable {
  private final DistillationConfig config;
  private final List<Model> models;
  private final Optional<TeacherCache> cache;
  private final String field;
  private List<Teacher> teachers = List.of();
  private Optional<Term> hard = Optional.empty();
  private @Nullable Answers answers;

  /**
   * @param models the teachers, at least one
   * @param cache of what they say; empty: they are asked each time, as is right where samples are
   *     augmented
   * @param field of the manifest, as in {@code spec.recipe[0].distill}
   */
  public Distillation(
      DistillationConfig config, List<Model> models, Optional<TeacherCache> cache, String field) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("at least one teacher expected, found none");
    }
    this.config = config;
    this.models = List.copyOf(models);
    this.cache = cache;
    this.field = field;
  }

  @Override
  public Attached attach(Model student) {
    close();
    Formula formula = Formula.on(student);
    List<Teacher> asked = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      asked.add(new Teacher(models.get(i), "%s.teachers[%d]".formatted(field, i)));
    }
    teachers = List.copyOf(asked);
    List<Measure> measures = new ArrayList<>();
    List<String> terms = new ArrayList<>(outputs(formula, student, measures));
    HintTerms hints = new HintTerms(formula, student, field);
    terms.addAll(hints.write(config.hints(), teachers));
    String loss = formula.output("distill/loss", Terms.sum(formula, terms));
    teachers.forEach(teacher -> teacher.compile(student));
    answers = new Answers(teachers, cache);
    return new Attached(formula.model(), loss, hints.parameters(), measures);
  }

  private List<String> outputs(Formula formula, Model student, List<Measure> measures) {
    return switch (config.outputs()) {
      case Logits logits -> scores(formula, student, logits, measures);
      case Embedding(Pooling pooling) -> embeddings(formula, student, pooling, measures);
    };
  }

  private List<String> scores(
      Formula formula, Model student, Logits logits, List<Measure> measures) {
    List<String> terms = new ArrayList<>();
    if (logits.softWeight() < 1) {
      Prediction prediction =
          Prediction.of(student, logits.hard().output(), field + ".hard.output");
      Term term = forSome(logits.hard()).write(formula, prediction, field + ".hard");
      hard = Optional.of(term);
      measures.addAll(term.measures());
      terms.add(formula.scale(term.value(), 1 - logits.softWeight()));
    }
    List<List<Pair>> pairs = pairs(student);
    for (int output = 0; output < pairs.getFirst().size(); output++) {
      Prediction own = pairs.getFirst().get(output).student();
      List<String> asked = new ArrayList<>();
      for (int i = 0; i < teachers.size(); i++) {
        asked.add(scores(formula, own, pairs.get(i).get(output).teacher(), teachers.get(i)));
      }
      SoftTargets targets = SoftTargets.of(formula, own, asked);
      terms.add(formula.scale(targets.write(formula, logits.temperature()), logits.softWeight()));
      measures.add(targets.agreement(formula));
    }
    return terms;
  }

  /** Returns the loss of those samples that have a label. */
  private static CrossEntropy forSome(DistillationConfig.Hard hard) {
    return new CrossEntropy(hard.loss().labelSmoothing(), hard.loss().classWeights(), true);
  }

  private static String scores(Formula formula, Prediction own, Prediction other, Teacher teacher) {
    boolean pairs = own.activation() == Activation.SIGMOID;
    List<Dim> dims = new ArrayList<>(other.dims().orElseThrow());
    if (!pairs) {
      dims.add(dims.remove((int) other.classAxis()));
    }
    String reals =
        pairs ? other.scores(teacher.formula()) : other.scoresOfClasses(teacher.formula());
    return teacher.ask(formula, reals, dims, false);
  }

  private List<String> embeddings(
      Formula formula, Model student, Pooling pooling, List<Measure> measures) {
    List<List<Pair>> pairs = pairs(student);
    int outputs = config.match().isEmpty() ? 1 : pairs.getFirst().size();
    List<String> terms = new ArrayList<>();
    for (int output = 0; output < outputs; output++) {
      Prediction own = pairs.getFirst().get(output).student();
      List<Dim> dims = own.dims().orElseThrow();
      requirePoolable(own, dims, pooling);
      boolean tokens = dims.size() == 3 && pooling == Pooling.NONE;
      Optional<String> mask = tokens ? Pooling.mask(formula, student) : Optional.empty();
      List<String> asked = new ArrayList<>();
      for (int i = 0; i < teachers.size(); i++) {
        Prediction other = pairs.get(i).get(output).teacher();
        Teacher teacher = teachers.get(i);
        List<Dim> all = other.dims().orElseThrow();
        String pooled =
            pooling.write(teacher.formula(), teacher.model(), other.values(teacher.formula()));
        asked.add(
            teacher.ask(
                formula,
                pooled,
                pooling == Pooling.NONE ? all : List.of(all.getFirst(), all.getLast()),
                mask.isPresent()));
      }
      EmbeddingLoss loss =
          new EmbeddingLoss(pooling.write(formula, student, own.values(formula)), asked, mask);
      EmbeddingLoss.Written written = loss.write(formula, !tokens);
      terms.add(written.loss());
      measures.add(written.cosine());
    }
    return terms;
  }

  private void requirePoolable(Prediction own, List<Dim> dims, Pooling pooling) {
    boolean fits =
        pooling == Pooling.NONE ? dims.size() == 2 || dims.size() == 3 : dims.size() == 3;
    if (!fits) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s.output.pooling: %s takes an output %s, found %s"
              .formatted(
                  field,
                  pooling.manifestName(),
                  pooling == Pooling.NONE ? "[n, width]" : "[n, positions, width]",
                  own));
    }
  }

  private List<List<Pair>> pairs(Model student) {
    return teachers.stream()
        .map(teacher -> OutputPairs.of(student, teacher.model(), config.match(), field))
        .toList();
  }

  @Override
  public SequencedMap<String, Tensor> feed(Batch batch, Moment moment) {
    if (answers == null) {
      throw new IllegalStateException("a distillation is fed after it was attached to a student");
    }
    SequencedMap<String, Tensor> fed = new LinkedHashMap<>(answers.of(batch));
    hard.ifPresent(term -> fed.putAll(term.feed().of(batch)));
    return fed;
  }

  /** Labels are all that a batch has to come with, and where they count only. */
  @Override
  public void check(Model student, Batch batch) {
    if (config.outputs() instanceof Logits logits && logits.softWeight() < 1) {
      new Supervised(forSome(logits.hard()), logits.hard().output(), field + ".hard")
          .check(student, batch);
    }
  }

  @Override
  public void close() {
    teachers.forEach(Teacher::close);
    teachers = List.of();
    hard = Optional.empty();
    answers = null;
    cache.ifPresent(TeacherCache::close);
  }
}
