package dev.lathe.engine.recipe.grammar;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML 1.2 file of one document; JSON is such a file too. */
public final class YamlFile {
  private static final int LONGEST = 1 << 20;

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

  private static Node compose(String name, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setAllowDuplicateKeys(true) // Fields tells of them, with their path
            .setCodePointLimit(LONGEST)
            .build();
    List<Node> documents = new ArrayList<>();
    try {
      new Compose(settings).composeAllFromString(text).forEach(documents::add);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      throw new EngineException(
          Reason.INVALID_MANIFEST,
          "%s:%s: this is no YAML: %s"
              .formatted(
                  name,
                  mark == null ? "1:1" : (mark.getLine() + 1) + ":" + (mark.getColumn() + 1),
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
