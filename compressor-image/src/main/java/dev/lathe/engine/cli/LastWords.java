package dev.lathe.engine.cli;

import dev.lathe.engine.artifact.Published;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.recipe.RunResult;
import dev.lathe.engine.recipe.Stage;
import dev.lathe.engine.report.Sentences;
import dev.lathe.engine.report.TerminationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Leaves the termination message of a run behind, once. */
final class LastWords {
  private final Optional<Path> file;
  private final Consumer<String> log;
  private boolean said;

  /**
   * @param file to write to, if any
   * @param log is told if that does not work
   */
  LastWords(Optional<Path> file, Consumer<String> log) {
    this.file = file;
    this.log = log;
  }

  void say(RunResult result) {
    switch (result) {
      case RunResult.Accepted(RunReport report, Published published) ->
          say(
              new TerminationMessage(
                  Optional.empty(),
                  "published",
                  Optional.empty(),
                  Optional.of(
                      new TerminationMessage.Artifact(
                          published.uri(),
                          published.digest().toString(),
                          report.provenance().resultDigest(),
                          published.sizeBytes())),
                  judgement(report)));
      case RunResult.Rejected rejected ->
          say(
              new TerminationMessage(
                  Optional.of(rejected.reason()),
                  Sentences.rejection(rejected.report()),
                  Optional.of(Stage.EVALUATE.reportName()),
                  Optional.empty(),
                  judgement(rejected.report())));
    }
  }

  void say(Ending ending, Optional<Stage> stage) {
    say(
        new TerminationMessage(
            Optional.of(ending.reason()),
            ending.message(),
            stage.map(Stage::reportName),
            Optional.empty(),
            Optional.empty()));
  }

  private static Optional<TerminationMessage.Judgement> judgement(RunReport report) {
    return Optional.of(
        new TerminationMessage.Judgement(report.compression().sizes(), report.gates()));
  }

  private synchronized void say(TerminationMessage message) {
    if (said || file.isEmpty()) {
      return;
    }
    said = true;
    try {
      Files.write(file.get(), message.toBytes());
    } catch (IOException e) {
      log.accept("the termination message cannot be written: " + e);
    }
  }
}
