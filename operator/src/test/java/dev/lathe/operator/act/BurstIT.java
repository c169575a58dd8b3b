package dev.lathe.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.operator.cluster.ApiServer;
import dev.lathe.operator.cluster.Project;
import dev.lathe.operator.cluster.ShippedOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A hundred jobs at once, on the operator as it is shipped. How long they wait and what it needs is
 * printed for {@code make bench}: nothing is asserted on it.
 */
class BurstIT {
  private static final int ROUNDS = 9;

  @Test
  void everyJobOfABurstGetsItsChild() throws Exception {
    try (KubernetesClient client = ApiServer.get().newClient();
        ShippedOperator operator = new ShippedOperator()) {
      Project.createRuntime(client);
      try (Users one = new Users(1)) {
        print("first", List.of(Burst.by(one, client)));
        print("inTurn", rounds(one, client));
      }
      try (Users all = new Users(Burst.JOBS)) {
        print("atOnce", rounds(all, client));
      }
      System.out.printf("bench: memory %d MiB%n", operator.peakMebibytes());
      assertThat(operator.isAlive()).isTrue();
    }
  }

  private static List<Burst> rounds(Users users, KubernetesClient client) {
    return IntStream.range(0, ROUNDS).mapToObj(round -> Burst.by(users, client)).toList();
  }

  private static void print(String how, List<Burst> rounds) {
    System.out.printf(
        "bench: %s %d ms (%d ms from sending)%n",
        how,
        median(rounds.stream().mapToLong(Burst::p99Millis)),
        median(rounds.stream().mapToLong(Burst::p99MillisFromSending)));
  }

  private static long median(LongStream values) {
    long[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
