package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Destination;
import dev.lathe.engine.artifact.Published;
import dev.lathe.engine.artifact.Publisher;
import dev.lathe.engine.artifact.Release;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.onnx.ModelFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Publishes a result that may be, and leaves the report of one that may not. */
final class Conclusion {
  private final Workplace workplace;
  private final Teller teller;
  private final Reporter reporter;

  Conclusion(Workplace workplace, Teller teller, Reporter reporter) {
    this.workplace = workplace;
    this.teller = teller;
    this.reporter = reporter;
  }

  /** Finds out before the work what would keep its result from being published. */
  void requireReachable(Manifest manifest) {
    new Publisher(workplace.places()).requireOpen(destination(manifest));
  }

  private static Destination destination(Manifest manifest) {
    return manifest.running().output().orElse(new Destination("file:out", Optional.empty()));
  }

  RunResult reach(Manifest manifest, RunReport report, ModelFile result) {
    Verdict verdict = report.verdict();
    if (!verdict.allowsPublishing()) {
      reporter.write(report, workplace.rejected());
      return new RunResult.Rejected(
          report,
          verdict == Verdict.FAILED ? Reason.GATES_FAILED : Reason.GATES_INCONCLUSIVE,
          workplace.rejected());
    }
    Destination destination = destination(manifest);
    teller.report(Stage.PUBLISH, 0, destination.uri());
    SortedMap<String, Path> beside = reporter.write(report, workplace.scratch("report"));
    Published published =
        new Publisher(workplace.places())
            .publish(new Release(files(result), beside, labels(report)), destination);
    reporter.delete(workplace.rejected());
    teller.report(Stage.PUBLISH, 1, published.uri());
    return new RunResult.Accepted(report, published);
  }

  private static SortedMap<String, Path> files(ModelFile result) {
    SortedMap<String, Path> files = new TreeMap<>();
    files.put(result.path().getFileName().toString(), result.path());
    for (Path data : result.externalData()) {
      files.put(data.getFileName().toString(), data);
    }
    return files;
  }

  /** Only what is the same whenever the job is run again: labels are part of an image's digest. */
  private static SortedMap<String, String> labels(RunReport report) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("dev.lathe.recipe", report.job().recipe());
    labels.put("dev.lathe.source", report.provenance().model().digest());
    labels.put("dev.lathe.version", report.provenance().making().engine());
    return labels;
  }
}
