package dev.lathe.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The operator's settings: properties {@code lathe.…} or variables {@code LATHE_…}. */
@ConfigMapping(prefix = "lathe")
public interface OperatorSettings {
  Progress progress();

  Retries retries();

  /** Name of this process in events and in the Lease. */
  @WithDefault("${HOSTNAME:lathe-operator}")
  String podName();

  /** Namespace of the Lease; that of the operator's service account if absent. */
  Optional<String> operatorNamespace();

  /** Name of the Lease by which replicas elect the one that acts. */
  @WithDefault("lathe-operator")
  String lease();

  /** How engines report their progress. */
  interface Progress {
    /** Host of the operator as pods reach it, at port 8443; engines report nothing if absent. */
    Optional<String> service();

    /** PEM certificates that engines trust there; read again for each attempt. */
    @WithDefault("/etc/lathe/tls/ca.crt")
    Path caFile();

    /** How often a job's status tells of progress within one stage. */
    @WithDefault("15s")
    Duration interval();

    /** How often it does when the stage changes. */
    @WithDefault("2s")
    Duration stageInterval();
  }

  /** When a job is given up. */
  interface Retries {
    /** Interruptions of one attempt that are put up with. */
    @WithDefault("10")
    int maxInterruptions();

    /** Pause between the first attempt and the second; doubled for each further one. */
    @WithDefault("10s")
    Duration firstBackoff();

    @WithDefault("6m")
    Duration maxBackoff();
  }
}
