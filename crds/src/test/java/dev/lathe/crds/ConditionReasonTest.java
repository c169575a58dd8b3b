package dev.lathe.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ConditionReasonTest {

  @Test
  void reasonsAreCamelCaseWordsAsConditionsDemand() {
    assertThat(ConditionReason.values())
        .extracting(ConditionReason::text)
        .doesNotHaveDuplicates()
        .allMatch(text -> text.matches("[A-Z][a-z]+([A-Z][a-z]+)*"));
  }

  @Test
  void reasonsAreFoundByTextAndByExitCode() {
    assertThat(ConditionReason.values())
        .allSatisfy(reason -> {
          assertThat(ConditionReason.ofText(reason.text())).contains(reason);
          reason
              .exitCode()
              .ifPresent(code -> assertThat(ConditionReason.ofExitCode(code)).contains(reason));
        });
    assertThat(ConditionReason.ofText("Whatever")).isEmpty();
    assertThat(ConditionReason.ofExitCode(137)).isEmpty();
  }

  @Test
  void onlyCodesFrom20To29And40UpAreTriedAgain() {
    assertThat(ConditionReason.values())
        .filteredOn(reason -> reason.exitCode().isPresent())
        .allSatisfy(reason -> {
          int code = reason.exitCode().getAsInt();
          assertThat(reason.retryable())
              .as("%s, exit code %d", reason, code)
              .isEqualTo(code / 10 != 1 && code / 10 != 3);
        });
  }

  @Test
  void everyReasonIsExplainedInSentences() {
    assertThat(ConditionReason.values())
        .allSatisfy(reason -> {
          assertThat(reason.description()).matches("(?s)[A-Zs].+\\.");
          assertThat(reason.remedy()).matches("(?s)([A-Zs].+\\.)?");
        });
  }

  @Test
  void everyFailureOfTheEngineSaysWhatToDo() {
    assertThat(Arrays.stream(ConditionReason.values()).filter(one -> one.exitCode().isPresent()))
        .allSatisfy(reason -> assertThat(reason.remedy()).isNotEmpty());
  }
}
