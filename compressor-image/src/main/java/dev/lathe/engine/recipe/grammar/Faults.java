package dev.lathe.engine.recipe.grammar;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a file, collected while it is read. */
final class Faults {
  /** Beyond so many the rest follows from the first. */
  private static final int MOST_TOLD = 20;

  private final String file;
  private final List<Fault> found = new ArrayList<>();

  /** One fault, with a sentence for whoever wrote the file. */
  private record Fault(Place place, String sentence) {}

  /**
   * @param file how messages name it
   */
  Faults(String file) {
    this.file = file;
  }

  void add(Place place, String sentence) {
    found.add(new Fault(place, sentence));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the reading.
   *
   * @throws EngineException INVALID_MANIFEST with all faults, in the order of the file
   */
  void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    List<Fault> inOrder = new ArrayList<>(found);
    inOrder.sort(
        Comparator.comparingInt((Fault fault) -> fault.place().line())
            .thenComparingInt(fault -> fault.place().column()));
    String told =
        inOrder.stream().limit(MOST_TOLD).map(this::text).collect(Collectors.joining("\n"));
    String rest =
        found.size() > MOST_TOLD ? "\n… and %d more".formatted(found.size() - MOST_TOLD) : "";
    throw new EngineException(Reason.INVALID_MANIFEST, told + rest);
  }

  private String text(Fault fault) {
    Place place = fault.place();
    String path = place.path().isEmpty() ? "" : place.path() + ": ";
    return "%s:%d:%d: %s%s".formatted(file, place.line(), place.column(), path, fault.sentence());
  }
}
