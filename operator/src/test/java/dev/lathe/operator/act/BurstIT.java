package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.ShippedOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

/**
 * A hundred jobs at once, on the operator as it is shipped. How long they wait and what it needs is
 * printed for {@code make bench}: nothing is asserted on it.
 */
class BurstIT {
  @Test
  void everyJobOfABurstGetsItsChild() throws Exception {
    try (KubernetesClient client = ApiServer.get().newClient();
        ShippedOperator operator = new ShippedOperator()) {
      Project.createRuntime(client);
      print("first", Burst.by(client, 1));
      print("inTurn", Burst.by(client, 1));
      print("atOnce", Burst.by(client, Burst.JOBS));
      System.out.printf("bench: memory %d MiB%n", operator.peakMebibytes());
      assertThat(operator.isAlive()).isTrue();
    }
  }

  private static void print(String how, Burst burst) {
    long[] millis = burst.millis();
    System.out.printf(
        "bench: %s %d ms (median %d ms, most %d ms)%n",
        how, burst.p99Millis(), millis[Burst.JOBS / 2], millis[Burst.JOBS - 1]);
  }
}
