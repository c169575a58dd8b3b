package dev.lathe.crds.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.lathe.crds.ConditionReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart renders, read without a cluster. Needs Helm. */
final class RenderedChartIT {
  private static final String[] ALL = {
    "replicas=2",
    "podDisruptionBudget.enabled=true",
    "networkPolicy.enabled=true",
    "argocd.healthChecks=true",
    "metrics.serviceMonitor.enabled=true",
    "metrics.prometheusRule.enabled=true",
    "metrics.prometheusRule.runbookUrl=https://example.com/operations.md",
    "metrics.dashboards.enabled=true"
  };

  @Test
  void theChartIsWithoutLint() {
    Chart.Printed lint = Chart.helm(List.of("lint", "--strict", Chart.FOLDER.toString()));

    assertThat(lint.exitCode()).as(lint.text()).isZero();
  }

  @Test
  void aMisspeltValueIsRefused() {
    Chart.Printed printed =
        Chart.helm(
            List.of("template", "lathe", Chart.FOLDER.toString(), "--set", "watchNamespace=a"));

    assertThat(printed.exitCode()).isNotZero();
    assertThat(printed.text()).contains("additional properties 'watchNamespace' not allowed");
  }

  @Test
  void renderedCrdsAreTheCommittedOnesAndStayOnUninstall() throws IOException {
    List<GenericKubernetesResource> crds = of("CustomResourceDefinition", Chart.render());

    assertThat(crds).hasSize(2);
    for (GenericKubernetesResource rendered : crds) {
      Path file = Chart.FOLDER.resolve("files/crds/" + rendered.getMetadata().getName() + ".yaml");
      assertThat(as(rendered, CustomResourceDefinition.class).getSpec())
          .isEqualTo(
              Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class)
                  .getSpec());
      assertThat(rendered.getMetadata().getAnnotations())
          .containsEntry("helm.sh/resource-policy", "keep");
    }
    assertThat(of("CustomResourceDefinition", Chart.render("crds.enabled=false"))).isEmpty();
  }

  @Test
  void theOperatorNeverListsSecretsAndHasNoRightThatGivesOthers() {
    List<PolicyRule> rules = rulesOfOperator(Chart.render());

    assertThat(rules)
        .isNotEmpty()
        .allSatisfy(rule -> {
          assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "bind", "impersonate");
          assertThat(rule.getResources()).doesNotContain("*", "pods/exec", "pods/attach");
          assertThat(rule.getApiGroups()).doesNotContain("*");
          if (rule.getResources().contains("secrets")) {
            assertThat(rule.getVerbs()).containsExactly("get");
          }
        });
  }

  @Test
  void withNamespacesToWatchNothingElseIsReadableButRuntimes() {
    List<GenericKubernetesResource> objects = Chart.render("watchNamespaces={team-a,team-b}");

    List<PolicyRule> everywhere =
        of("ClusterRole", objects).stream()
            .filter(role -> role.getMetadata().getName().equals("lathe-operator"))
            .flatMap(role -> as(role, ClusterRole.class).getRules().stream())
            .toList();
    assertThat(everywhere.stream().flatMap(rule -> rule.getResources().stream()))
        .containsExactlyInAnyOrder("clustercompressionruntimes", "tokenreviews");
    assertThat(of("Role", objects))
        .filteredOn(role -> role.getMetadata().getName().equals("lathe-operator"))
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactly("team-a", "team-b");
    assertThat(Serialization.asYaml(of("Deployment", objects).getFirst()))
        .contains("QUARKUS_OPERATOR_SDK_NAMESPACES", "team-a,team-b");
  }

  @Test
  void anImageByDigestWinsOverItsTag() {
    String digest = "sha256:" + "a".repeat(64);
    String deployment =
        Serialization.asYaml(
            of(
                    "Deployment",
                    Chart.render("image.operator.tag=v1", "image.operator.digest=" + digest))
                .getFirst());

    assertThat(deployment).contains("lathe/operator@" + digest).doesNotContain(":v1");
  }

  @Test
  void everyAlertHasASectionOfTheRunbookAndKnownReasons() throws IOException {
    List<GenericKubernetesResource> rules = of("PrometheusRule", Chart.render(ALL));
    String runbook = Files.readString(Path.of("../docs/operations.md"));
    List<Alert> alerts = as(rules.getFirst(), RuleObject.class).spec().groups().getFirst().rules();

    assertThat(alerts)
        .hasSizeGreaterThan(5)
        .allSatisfy(alert -> {
          assertThat(runbook).contains("\n## " + alert.alert() + "\n");
          assertThat(alert.annotations())
              .containsEntry(
                  "runbook_url",
                  "https://example.com/operations.md#" + alert.alert().toLowerCase(Locale.ROOT))
              .containsKeys("summary", "description");
        });
    assertThat(alerts)
        .flatExtracting(alert -> found("reason=~\"([\\w|]+)\"", alert.expr()))
        .isNotEmpty()
        .flatMap(names -> List.of(names.split("\\|")))
        .allMatch(name -> ConditionReason.ofText(name).isPresent());
  }

  @Test
  void theDashboardIsJsonAndAsksForMetricsThatAlertsUse() {
    GenericKubernetesResource configMap =
        of("ConfigMap", Chart.render(ALL)).stream()
            .filter(one -> one.getMetadata().getName().equals("lathe-dashboards"))
            .findFirst()
            .orElseThrow();
    String json = String.valueOf(((Map<?, ?>) configMap.get("data")).get("lathe-jobs.json"));

    Map<?, ?> dashboard = Serialization.unmarshal(json, Map.class);
    assertThat(((List<?>) dashboard.get("panels"))).hasSize(4);
    assertThat(json).contains("compression_jobs", "compression_jobs_completed_total");
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record RuleObject(Groups spec) {}

  private record Groups(List<Group> groups) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Group(List<Alert> rules) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Alert(String alert, String expr, Map<String, String> annotations) {}

  private static List<PolicyRule> rulesOfOperator(List<GenericKubernetesResource> objects) {
    return Stream.concat(
            of("ClusterRole", objects).stream()
                .filter(role -> role.getMetadata().getName().startsWith("lathe-operator"))
                .flatMap(role -> as(role, ClusterRole.class).getRules().stream()),
            of("Role", objects).stream().flatMap(role -> as(role, Role.class).getRules().stream()))
        .toList();
  }

  private static List<GenericKubernetesResource> of(
      String kind, List<GenericKubernetesResource> objects) {
    return objects.stream().filter(object -> object.getKind().equals(kind)).toList();
  }

  private static <T> T as(GenericKubernetesResource object, Class<T> type) {
    return Serialization.unmarshal(Serialization.asJson(object), type);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
