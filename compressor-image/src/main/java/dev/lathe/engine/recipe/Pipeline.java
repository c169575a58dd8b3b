package dev.lathe.engine.recipe;

import dev.lathe.engine.data.Overlap.Role;
import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.Evaluator;
import dev.lathe.engine.evaluate.metric.Metric;
import dev.lathe.engine.onnx.ModelFile;
import dev.lathe.engine.runtime.Processor;
import dev.lathe.engine.technique.quantization.Target;
import java.util.List;
import java.util.Optional;

/**
 * Runs a job: fetch, verify, prepare, the recipe's steps, evaluate, publish. A result that a
 * required gate does not pass is not published. Once one is, its checkpoints are removed; those of
 * a job that failed stay.
 */
public final class Pipeline {
  private static final String NOT_RUN =
      "ONNX Runtime by itself cannot load the model: it was rewritten, but nothing was run";

  private final Workplace workplace;
  private final Progress progress;
  private final Reporter reporter;

  /**
   * @param progress is told every step; what it throws ends the run, and nothing is published
   */
  public Pipeline(Workplace workplace, Progress progress, Reporter reporter) {
    this.workplace = workplace;
    this.progress = progress;
    this.reporter = reporter;
  }

  /**
   * Runs a job. The same job, inputs and number of threads give the same model, byte for byte.
   *
   * @param text of the manifest, for the report
   * @throws dev.lathe.engine.failure.EngineException if it does not come to a judgement; nothing is
   *     published then
   */
  public RunResult run(Manifest manifest, String text) {
    Teller teller = teller(manifest);
    CheckpointFolders.requireFree(manifest, workplace);
    Conclusion conclusion = new Conclusion(workplace, teller, reporter);
    teller.report(Stage.FETCH, 0, "looking whether the output is free");
    conclusion.requireReachable(manifest);
    try (JobInputs inputs = JobInputs.load(manifest, List.of(Role.values()), workplace, teller)) {
      Compression.Result result = compress(manifest, inputs, teller);
      Evaluation found = evaluate(manifest, inputs, result.file(), teller);
      teller.report(Stage.EVALUATE, 1, "bounding what was measured");
      RunReport report =
          new RunReport(
              new RunReport.Job(manifest.name(), result.provenance().doing().recipe(), text),
              provenance(inputs, result),
              new RunReport.Judgement(found.judge(manifest.judging().gates()), found.summaries()),
              found.graphs().isPresent() ? result.facts() : result.facts().noting(NOT_RUN),
              found);
      RunResult reached = conclusion.reach(manifest, report, result.file());
      if (reached instanceof RunResult.Accepted) {
        CheckpointFolders.clear(manifest, workplace);
      }
      return reached;
    }
  }

  /**
   * Applies a job's recipe and nothing else: the result is not judged, and lies in the scratch
   * folder.
   *
   * @throws dev.lathe.engine.failure.EngineException as {@link #run}
   */
  public ModelFile apply(Manifest manifest) {
    CheckpointFolders.requireFree(manifest, workplace);
    Teller teller = teller(manifest);
    try (JobInputs inputs = JobInputs.load(manifest, Provenance.LEARNT_FROM, workplace, teller)) {
      return compress(manifest, inputs, teller).file();
    }
  }

  private Teller teller(Manifest manifest) {
    return new Teller(
        progress, Course.of(manifest.recipe(), manifest.inputs().data().has(Role.CALIBRATION)));
  }

  private Compression.Result compress(Manifest manifest, JobInputs inputs, Teller teller) {
    Target target = manifest.running().target().resolve(Processor.current());
    return new Compression(new Bench(manifest, inputs, workplace, teller, target)).compress();
  }

  private Evaluation evaluate(
      Manifest manifest, JobInputs inputs, ModelFile result, Teller teller) {
    teller.report(Stage.EVALUATE, 0, "loading both models");
    Evaluator evaluator =
        new Evaluator(
            manifest.judging().comparison().settings(workplace.threads()),
            manifest.running().seed(),
            done -> teller.report(Stage.EVALUATE, done, "comparing with the original"));
    boolean needsP99 =
        manifest.judging().gates().stream().anyMatch(gate -> gate.metric() == Metric.LATENCY_P99);
    Optional<OpenData.Opened> data = inputs.data().get(Role.EVALUATION);
    return inputs.blaming(
        data,
        () ->
            evaluator.evaluate(
                inputs.original().file(), result, data.map(OpenData.Opened::dataset), needsP99));
  }

  private static RunReport.Provenance provenance(JobInputs inputs, Compression.Result result) {
    Provenance made = result.provenance();
    return new RunReport.Provenance(
        new RunReport.Origin(inputs.original().fetched().uri(), made.source()),
        inputs.data().origins(),
        new RunReport.Making(made.doing().target(), made.doing().seed(), Version.current()),
        result.digest().toString());
  }
}
