package dev.lathe.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {
  @Test
  void defaultsAreThese() {
    OperatorSettings settings = settings(Map.of());
    assertThat(settings.podName()).isEqualTo("lathe-operator");
    assertThat(settings.operatorNamespace()).isEmpty();
    assertThat(settings.lease()).isEqualTo("lathe-operator");
    assertThat(settings.progress().service()).isEmpty();
    assertThat(settings.progress().caFile()).isEqualTo(Path.of("/etc/lathe/tls/ca.crt"));
    assertThat(settings.progress().interval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.progress().stageInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.retries().maxInterruptions()).isEqualTo(10);
    assertThat(settings.retries().firstBackoff()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.retries().maxBackoff()).isEqualTo(Duration.ofMinutes(6));
  }

  @Test
  void theChartsVariablesAreRead() {
    OperatorSettings settings =
        settings(
            Map.of(
                "LATHE_POD_NAME", "pod-1",
                "LATHE_OPERATOR_NAMESPACE", "lathe-system",
                "LATHE_PROGRESS_SERVICE", "lathe-operator.lathe-system.svc",
                "LATHE_RETRIES_MAX_INTERRUPTIONS", "3"));
    assertThat(settings.podName()).isEqualTo("pod-1");
    assertThat(settings.operatorNamespace()).contains("lathe-system");
    assertThat(settings.progress().service()).contains("lathe-operator.lathe-system.svc");
    assertThat(settings.retries().maxInterruptions()).isEqualTo(3);
  }

  private static OperatorSettings settings(Map<String, String> environment) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(OperatorSettings.class)
            .withSources(new EnvConfigSource(environment, 300))
            .withConverter(Duration.class, 200, new DurationConverter())
            .addDefaultInterceptors()
            .build();
    return config.getConfigMapping(OperatorSettings.class);
  }
}
