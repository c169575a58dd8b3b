package dev.lathe.crds.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** The scripts for Argo CD, run by a Lua interpreter. */
final class ArgoHealthTest {

  @ParameterizedTest
  @CsvSource({
    "Reconciling, True, Progressing",
    "Running, True, Progressing",
    "Suspended, True, Suspended",
    "Suspended, False, Progressing",
    "Complete, True, Healthy",
    "Complete, False, Progressing",
    "Failed, True, Degraded",
    "Stalled, True, Degraded"
  })
  void healthFollowsTheCondition(String type, String holds, String health) throws IOException {
    assertThat(health(job(1, type, holds))).isEqualTo(health);
  }

  @Test
  void aJobThatLatheHasNotSeenIsProgressing() throws IOException {
    assertThat(health(job(-1, "Complete", "True"))).isEqualTo("Progressing");
    assertThat(health("metadata: {generation: 1}")).isEqualTo("Progressing");
  }

  @Test
  void aFailureIsToldWithItsReason() throws IOException {
    LuaValue result = run("health.lua", job(1, "Failed", "True"));

    assertThat(result.get("message").tojstring()).isEqualTo("GatesFailed: A sentence.");
  }

  @Test
  void onlyWhatMakesSenseIsOffered() throws IOException {
    LuaValue running = run("discovery.lua", job(1, "Running", "True"));
    assertThat(running.get("suspend").get("disabled").toboolean()).isFalse();
    assertThat(running.get("resume").get("disabled").toboolean()).isTrue();

    LuaValue ended = run("discovery.lua", job(1, "Complete", "True"));
    assertThat(ended.get("suspend").get("disabled").toboolean()).isTrue();
  }

  @Test
  void actionsChangeSuspensionAlone() throws IOException {
    String job = job(1, "Running", "True");

    assertThat(run("suspend.lua", job).get("spec").get("suspend").toboolean()).isTrue();
    assertThat(run("resume.lua", job).get("spec").get("suspend").toboolean()).isFalse();
    assertThat(run("suspend.lua", job).get("spec").get("seed").toint()).isEqualTo(7);
  }

  private static String job(int observed, String type, String holds) {
    return """
    metadata: {generation: 1}
    spec: {seed: 7}
    status:
      observedGeneration: %d
      state: Running
      conditions: [{type: %s, status: "%s", reason: GatesFailed, message: A sentence.}]
    """
        .formatted(observed, type, holds);
  }

  private static String health(String job) throws IOException {
    return run("health.lua", job).get("status").tojstring();
  }

  private static LuaValue run(String script, String job) throws IOException {
    Globals globals = JsePlatform.standardGlobals();
    globals.set("obj", lua(Serialization.unmarshal(job, Object.class)));
    return globals
        .load(Files.readString(Chart.FOLDER.resolve("files/argocd/" + script)), script)
        .call();
  }

  private static LuaValue lua(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        LuaTable table = new LuaTable();
        map.forEach((key, one) -> table.set(key.toString(), lua(one)));
        yield table;
      }
      case List<?> list ->
          LuaValue.listOf(list.stream().map(ArgoHealthTest::lua).toArray(LuaValue[]::new));
      case Number number -> LuaValue.valueOf(number.intValue());
      case Boolean flag -> LuaValue.valueOf(flag);
      default -> LuaValue.valueOf(value.toString());
    };
  }
}
