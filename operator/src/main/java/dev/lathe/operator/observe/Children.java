package dev.lathe.operator.observe;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The children of a job.
 *
 * @param attempts by number
 * @param strays pods of attempts whose Job is gone
 * @param refusal why the API server did not take a new child just now
 */
public record Children(List<Attempt> attempts, List<PodView> strays, Optional<Refusal> refusal) {
  public Children {
    attempts = attempts.stream().sorted(Comparator.comparingInt(Attempt::number)).toList();
    strays = List.copyOf(strays);
  }

  /** Why a child was not created, as the API server says it; whether it is worth trying again. */
  public record Refusal(String message) {}

  /** Returns the newest attempt. */
  public Optional<Attempt> newest() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  /** Returns a pod that has not ended, of any attempt but a live child's. */
  public Optional<PodView> leftover() {
    return Stream.concat(
            attempts.stream()
                .filter(attempt -> !attempt.child().isLive())
                .flatMap(attempt -> attempt.pods().stream()),
            strays.stream())
        .filter(pod -> !pod.isOver())
        .findFirst();
  }

  /** Returns these children and one more attempt, without pods. */
  public Children with(int number, ChildJob child) {
    List<Attempt> all =
        Stream.concat(
                attempts.stream().filter(attempt -> attempt.number() != number),
                Stream.of(new Attempt(number, child, List.of(), Optional.empty())))
            .toList();
    return new Children(all, strays, Optional.empty());
  }

  /** Returns these children, none of which could be created. */
  public Children refused(String message) {
    return new Children(attempts, strays, Optional.of(new Refusal(message)));
  }
}
