package dev.lathe.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.execute.Conformance.Outcome;
import dev.lathe.engine.graph.shape.BackendCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The ONNX project's own tests of its operators, all of them. */
class ConformanceTest {
  private static final int TESTS = 1_615;

  @Test
  void everyTestPassesButThoseThatAreListedWithAReason() throws IOException {
    Set<String> listed = listed();
    SortedMap<String, Outcome> failed = new TreeMap<>();
    Set<String> unexpectedly = new TreeSet<>();
    int passed = 0;
    for (Path folder : BackendCase.nodeFolders()) {
      String test = folder.getFileName().toString();
      Outcome outcome = Conformance.run(folder);
      if (outcome instanceof Outcome.Passed) {
        passed++;
        if (listed.contains(test)) {
          unexpectedly.add(test);
        }
      } else if (!listed.contains(test)) {
        failed.put(test, outcome);
      }
    }

    System.out.printf(
        "%d passed, %d failed, %d unsupported%n",
        passed, failed.size(), listed.size() - unexpectedly.size());
    assertThat(failed).isEmpty();
    assertThat(unexpectedly).as("pass now: take them off the list").isEmpty();
    assertThat(passed + listed.size()).isEqualTo(TESTS);
  }

  /** Returns the names of the tests in the list; its other lines say why. */
  private static Set<String> listed() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ConformanceTest.class.getResourceAsStream("unsupported.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("  "))
          .map(String::strip)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
