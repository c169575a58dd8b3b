package dev.lathe.engine.recipe.grammar;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML 1.2 file of one document; JSON is such a file too. */
public final class YamlFile {
  /** The longest file that is read, in characters: a cluster takes no larger object either. */
  public static final int LONGEST = 1 << 20;

  private static final int DEEPEST = 50;

  private YamlFile() {}

  /**
   * Reads a file.
   *
   * @param name how messages name it
   * @param reading reads the root
   * @throws EngineException INVALID_MANIFEST with all faults, each as {@code name:line:column:
   *     path: sentence}
   */
  public static <T> T read(String name, String text, Function<Value, T> reading) {
    Node root = compose(name, text);
    Faults faults = new Faults(name);
    T read =
        reading.apply(new Value(root, new Place("", Value.line(root), Value.column(root)), faults));
    faults.throwIfAny();
    return read;
  }

  /** Composing is recursive: a file of brackets would exhaust the stack. */
  private static void requireShallow(String name, Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > DEEPEST) {
        throw new EngineException(
            Reason.INVALID_MANIFEST,
            "%s:%s: objects and lists are nested more than %d deep"
                .formatted(name, event.getStartMark().map(YamlFile::at).orElse("1:1"), DEEPEST));
      }
    }
  }

  private static String at(Mark mark) {
    return (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  private static Node compose(String name, String text) {
    if (text.length() > LONGEST) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s: at most %d characters expected, found %d".formatted(name, LONGEST, text.length()));
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setAllowDuplicateKeys(true) // Fields tells of them, with their path
            .setCodePointLimit(LONGEST)
            .build();
    List<Node> documents = new ArrayList<>();
    try {
      requireShallow(name, new Parse(settings).parseString(text));
      new Compose(settings).composeAllFromString(text).forEach(documents::add);
    } catch (MarkedYamlEngineException e) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s:%s: this is no YAML: %s"
              .formatted(
                  name,
                  e.getProblemMark().or(e::getContextMark).map(YamlFile::at).orElse("1:1"),
                  e.getProblem()),
          e);
    } catch (YamlEngineException e) {
      throw new EngineException(
          Reason.INVALID_MANIFEST, "%s: this is no YAML: %s".formatted(name, e.getMessage()), e);
    }
    if (documents.size() != 1) {
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s: one document expected, found %s"
              .formatted(
                  name,
                  documents.isEmpty() ? "an empty file" : documents.size() + " divided by ---"));
    }
    return documents.getFirst();
  }
}
