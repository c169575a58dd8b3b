package dev.lathe.operator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.operator.given.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressBoardTest {
  private static final JobKey JOB = new JobKey("team-a", "small");

  private Instant now = Given.NOW;
  private final ProgressBoard board =
      new ProgressBoard(() -> now, Duration.ofSeconds(15), Duration.ofSeconds(2));

  @Test
  void theFirstReportIsDueAtOnce() {
    board.put(due(report(1, "Fetch")));
    assertThat(board.takeDue()).extracting(due -> due.report().percent()).containsExactly(1);
    assertThat(board.takeDue()).isEmpty();
  }

  @Test
  void withinAStageOnlyTheNewestReportIsWrittenAndSeldom() {
    write(report(1, "Fetch"));
    for (int second = 1; second <= 14; second++) {
      now = now.plusSeconds(1);
      board.put(due(report(second, "Fetch")));
      assertThat(board.takeDue()).isEmpty();
    }
    now = now.plusSeconds(1);
    assertThat(board.takeDue()).extracting(due -> due.report().percent()).containsExactly(14);
  }

  @Test
  void aNewStageIsWrittenSooner() {
    write(report(1, "Fetch"));
    now = now.plusSeconds(1);
    board.put(due(report(10, "Verify")));
    assertThat(board.takeDue()).isEmpty();
    now = now.plusSeconds(1);
    assertThat(board.takeDue()).hasSize(1);
  }

  @Test
  void jobsDoNotWaitForEachOther() {
    write(report(1, "Fetch"));
    board.put(new ProgressBoard.Due(new JobKey("team-b", "small"), "pod", report(2, "Fetch")));
    assertThat(board.takeDue()).hasSize(1);
  }

  @Test
  void whatCouldNotBeWrittenIsDueAgainUnlessSomethingNewerIs() {
    List<ProgressBoard.Due> due = write(report(1, "Fetch"));
    board.putBack(due.getFirst());
    assertThat(board.takeDue()).isEqualTo(due);
    board.put(due(report(9, "Fetch")));
    board.putBack(due.getFirst());
    now = now.plusSeconds(15);
    assertThat(board.takeDue()).extracting(each -> each.report().percent()).containsExactly(9);
  }

  @Test
  void aJobThatFellSilentIsForgotten() {
    write(report(1, "Fetch"));
    now = now.plusSeconds(15);
    assertThat(board.takeDue()).isEmpty();
    board.put(due(report(2, "Fetch")));
    assertThat(board.takeDue()).hasSize(1);
  }

  private List<ProgressBoard.Due> write(ProgressReport report) {
    board.put(due(report));
    return board.takeDue();
  }

  private static ProgressBoard.Due due(ProgressReport report) {
    return new ProgressBoard.Due(JOB, "pod", report);
  }

  private static ProgressReport report(int percent, String stage) {
    return new ProgressReport(
        1, percent, stage, new ProgressReport.Detail("", OptionalLong.empty()), Optional.empty());
  }
}
