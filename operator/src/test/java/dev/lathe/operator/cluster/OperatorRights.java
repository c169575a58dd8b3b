package dev.lathe.operator.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service account with the rights that the chart gives the operator, and no others. */
final class OperatorRights {
  private static final Path TEMPLATES = Path.of("../helm/lathe/templates");
  private static final Pattern IN_NAMESPACES =
      Pattern.compile("define \"lathe.namespaceRules\" -}}\n(.*?)\\{\\{- end }}", Pattern.DOTALL);
  private static final Pattern IN_CLUSTER =
      Pattern.compile("kind: ClusterRole\n.*?\nrules:\n(.*?)\\{\\{- if", Pattern.DOTALL);
  private static final Pattern AT_HOME =
      Pattern.compile("kind: Role\n.*?\nrules:\n(.*?)---", Pattern.DOTALL);
  private static final String NAMESPACE = "lathe-system";
  private static final String NAME = "lathe-operator";

  private OperatorRights() {}

  /** Returns a client of the operator. */
  static KubernetesClient client(Interceptor interceptor) {
    Config operator = ApiServer.get().config();
    operator.setOauthToken(token());
    return new KubernetesClientBuilder()
        .withConfig(operator)
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("test", interceptor))
        .build();
  }

  /** Returns a token of the operator. */
  static String token() {
    try (KubernetesClient client = ApiServer.get().newClient()) {
      grant(client);
      TokenRequest request =
          new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3600L).endSpec().build();
      return client
          .serviceAccounts()
          .inNamespace(NAMESPACE)
          .withName(NAME)
          .tokenRequest(request)
          .getStatus()
          .getToken();
    }
  }

  private static void grant(KubernetesClient client) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build())
        .serverSideApply();
    client.resource(clusterRole()).serverSideApply();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", NAME)
                .addNewSubject("", "ServiceAccount", NAME, NAMESPACE)
                .build())
        .serverSideApply();
    client
        .resource(role("Role", part("rbac/operator.yaml", AT_HOME), Role.class))
        .inNamespace(NAMESPACE)
        .serverSideApply();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", NAME)
                .addNewSubject("", "ServiceAccount", NAME, NAMESPACE)
                .build())
        .serverSideApply();
  }

  private static ClusterRole clusterRole() {
    String rules =
        part("rbac/operator.yaml", IN_CLUSTER) + part("_helpers.tpl", IN_NAMESPACES).indent(2);
    return role("ClusterRole", rules, ClusterRole.class);
  }

  private static <T> T role(String kind, String rules, Class<T> type) {
    return Serialization.unmarshal(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: %s
        metadata: {name: %s}
        rules:
        %s\
        """
            .formatted(kind, NAME, rules),
        type);
  }

  private static String part(String file, Pattern pattern) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(TEMPLATES.resolve(file)));
      if (!matcher.find()) {
        throw new AssertionError("no rules in " + file);
      }
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
