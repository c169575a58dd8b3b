package dev.lathe.engine.report;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.FileFailure;
import dev.lathe.engine.recipe.Reporter;
import dev.lathe.engine.recipe.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report as files: {@code report.json} for programs, {@code report.html} for people; and, where
 * steps trained, {@code metrics.jsonl} with a line for each of their points.
 */
public final class ReportFiles implements Reporter {
  private static final String JSON = "report.json";
  private static final String HTML = "report.html";
  private static final String METRICS = "metrics.jsonl";
  private static final List<String> NAMES = List.of(HTML, JSON, METRICS);

  @Override
  public SortedMap<String, Path> write(RunReport report, Path folder) {
    try {
      Files.createDirectories(folder);
      SortedMap<String, Path> files = new TreeMap<>();
      files.put(JSON, Files.writeString(folder.resolve(JSON), ReportJson.of(report)));
      files.put(HTML, Files.writeString(folder.resolve(HTML), ReportHtml.of(report)));
      if (!report.compression().trainings().isEmpty()) {
        files.put(
            METRICS,
            Files.writeString(
                folder.resolve(METRICS), TrainingJson.lines(report.compression().trainings())));
      }
      return files;
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  @Override
  public void delete(Path folder) {
    try {
      for (String name : NAMES) {
        Files.deleteIfExists(folder.resolve(name));
      }
      if (Files.isDirectory(folder)) {
        try (var rest = Files.list(folder)) {
          if (rest.findAny().isEmpty()) {
            Files.delete(folder);
          }
        }
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static EngineException unwritable(Path folder, IOException error) {
    return FileFailure.of(error, "the report cannot be written to " + folder);
  }
}
