package dev.lathe.operator;

import com.fasterxml.jackson.module.blackbird.BlackbirdModule;
import dev.lathe.crds.ClusterCompressionRuntime;
import dev.lathe.crds.CompressionJob;
import dev.lathe.operator.act.CompressionJobReconciler;
import dev.lathe.operator.act.EventNews;
import dev.lathe.operator.decide.Decide;
import dev.lathe.operator.decide.Rules;
import dev.lathe.operator.metrics.JobMetrics;
import dev.lathe.operator.progress.ProgressAddress;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the operator together. */
@Dependent
final class OperatorParts {
  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  /** Objects of the cluster are read and written by compiled calls, not by reflection. */
  @Produces
  @Singleton
  KubernetesClientObjectMapperCustomizer quickMapper() {
    return mapper -> mapper.registerModule(new BlackbirdModule());
  }

  @Produces
  @Singleton
  KubernetesClient client(KubernetesSerialization serialization, Config config) {
    serialization.registerKubernetesResource(CompressionJob.class);
    serialization.registerKubernetesResource(ClusterCompressionRuntime.class);
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new QuickTls())
        .withKubernetesSerialization(serialization)
        .withConfig(config)
        .build();
  }

  void close(@Disposes KubernetesClient client) {
    client.close();
  }

  @Produces
  @Singleton
  CompressionJobReconciler.Parts parts(
      OperatorSettings settings, KubernetesClient client, InstantSource clock) {
    OperatorSettings.Progress progress = settings.progress();
    return new CompressionJobReconciler.Parts(
        client, clock, new ProgressAddress(progress.service(), progress.caFile()));
  }

  @Produces
  @Singleton
  Decide decide(OperatorSettings settings) {
    OperatorSettings.Retries retries = settings.retries();
    return new Decide(
        new Rules(retries.maxInterruptions(), retries.firstBackoff(), retries.maxBackoff()));
  }

  @Produces
  @Singleton
  @Typed(JobMetrics.class)
  JobMetrics metrics(MeterRegistry registry) {
    return new JobMetrics(registry);
  }

  @Produces
  @Singleton
  @Typed(EventNews.class)
  EventNews events(OperatorSettings settings, KubernetesClient client) {
    return new EventNews(client, settings.podName());
  }

  void close(@Disposes EventNews events) {
    events.close();
  }

  /** Only the leader acts; it ends when it loses the Lease, so that no two ever act at once. */
  @Produces
  @Singleton
  @IfBuildProfile("prod")
  LeaderElectionConfiguration leaderElection(OperatorSettings settings) {
    LeaderElectionConfigurationBuilder builder =
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(settings.lease())
            .withIdentity(settings.podName());
    settings.operatorNamespace().ifPresent(builder::withLeaseNamespace);
    return builder.build();
  }
}
