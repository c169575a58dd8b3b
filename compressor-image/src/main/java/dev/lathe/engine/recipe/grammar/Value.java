package dev.lathe.engine.recipe.grammar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Something written in the file, or missing there. Reading it as what it is not is a fault, and
 * gives a stand-in, so that one reading finds all faults; a missing value was a fault already.
 */
public final class Value {
  private static final int LONGEST_QUOTED = 60;
  private static final Pattern DECIMAL =
      Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");
  private static final int LONGEST_DECIMAL = 32;

  /** What YAML 1.1, and so kubectl, takes for a boolean where it stands without quotes. */
  private static final Pattern BOOLEAN_TO_KUBECTL =
      Pattern.compile("y|n|yes|no|on|off", Pattern.CASE_INSENSITIVE);

  private final @Nullable Node node;
  private final Place place;
  private final Faults faults;

  Value(@Nullable Node node, Place place, Faults faults) {
    this.node = node;
    this.place = place;
    this.faults = faults;
  }

  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }

  /** Whether it is not there, or {@code null}, which the API server reads the same. */
  boolean isMissing() {
    return node == null || node.getTag().equals(Tag.NULL);
  }

  /** Says what is wrong with it. */
  public void fault(String sentence) {
    faults.add(place, sentence);
  }

  /** Whether nothing in the whole file has been wrong so far. */
  public boolean isFaultless() {
    return faults.isEmpty();
  }

  /** Returns a string that is not empty; the stand-in is an empty one. */
  public String text() {
    if (isMissing()) {
      return "";
    }
    if (!(node instanceof ScalarNode scalar)) {
      fault("a string expected, found " + kind());
      return "";
    }
    if (!node.getTag().equals(Tag.STR)) {
      fault(
          "a string expected, found the %s %s: put it in quotes"
              .formatted(kind(), scalar.getValue()));
      return "";
    }
    if (scalar.isPlain() && BOOLEAN_TO_KUBECTL.matcher(scalar.getValue()).matches()) {
      fault(
          "a string expected, found %s, a boolean to kubectl: put it in quotes"
              .formatted(scalar.getValue()));
      return "";
    }
    if (scalar.getValue().isEmpty()) {
      fault("a text expected, found an empty string: leave the field out instead");
    }
    return scalar.getValue();
  }

  /** Returns a whole number of that range; the stand-in is {@code min}. */
  public long integer(long min, long max) {
    if (isMissing()) {
      return min;
    }
    if (!(node instanceof ScalarNode scalar) || !node.getTag().equals(Tag.INT)) {
      fault("a whole number expected, found " + found());
      return min;
    }
    BigDecimal number = decimalOrNull(scalar.getValue());
    if (number == null
        || number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0) {
      fault(
          "a whole number from %d to %d expected, found %s".formatted(min, max, scalar.getValue()));
      return min;
    }
    return number.longValueExact();
  }

  /**
   * Returns a decimal number, which the file writes in quotes; the stand-in is 0.
   *
   * @param suffix what may stand behind it, such as a percent sign; empty for nothing
   */
  public String decimalText(String suffix) {
    if (isMissing()) {
      return "0";
    }
    if (node instanceof ScalarNode scalar
        && (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT))) {
      fault(
          "a decimal number in quotes expected, found a bare one: write \"%s\""
              .formatted(scalar.getValue()));
      return "0";
    }
    String text = node instanceof ScalarNode ? text() : "";
    String digits =
        !suffix.isEmpty() && text.endsWith(suffix)
            ? text.substring(0, text.length() - suffix.length())
            : text;
    if (!DECIMAL.matcher(digits).matches() || text.length() > LONGEST_DECIMAL) {
      fault("a decimal number in quotes expected, as in \"0.01\", found " + found());
      return "0";
    }
    return text;
  }

  /** Returns a decimal number, which the file writes in quotes; the stand-in is 0. */
  public BigDecimal decimal() {
    return new BigDecimal(decimalText(""));
  }

  /** Returns whether something is so; the stand-in is no. */
  public boolean yesOrNo() {
    if (isMissing()) {
      return false;
    }
    if (!(node instanceof ScalarNode scalar) || !node.getTag().equals(Tag.BOOL)) {
      fault("true or false expected, found " + found());
      return false;
    }
    return scalar.getValue().equals("true");
  }

  /** Returns a number of bytes, as in {@code 500Mi} or 0; the stand-in is 0. */
  public long bytes() {
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    OptionalLong bytes = ByteCount.parse(text);
    if (bytes.isEmpty() && !isMissing()) {
      fault("a number of bytes such as 500Mi or 4Gi, or 0, expected, found " + found());
    }
    return bytes.orElse(0);
  }

  /** Returns what one of the allowed words means; the stand-in is the first of them. */
  public <T> T choice(Choices<T> choices) {
    T standIn = choices.byWord().firstEntry().getValue();
    if (isMissing()) {
      return standIn;
    }
    String word = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    T meaning = choices.byWord().get(word);
    if (meaning == null || !(node instanceof ScalarNode)) {
      fault(
          "%s%s expected, found %s%s"
              .formatted(
                  choices.byWord().size() > 1 ? "one of " : "",
                  String.join(", ", choices.byWord().keySet()),
                  found(),
                  Spelling.hint(word, choices.byWord().keySet())));
      return standIn;
    }
    return meaning;
  }

  /** Reads an object; the fields that {@code reading} does not ask for are faults. */
  public <T> T object(Function<Fields, T> reading) {
    if (node != null && !(node instanceof MappingNode) && !isMissing()) {
      fault("an object with fields expected, found " + found());
    }
    Fields fields = new Fields(node instanceof MappingNode mapping ? mapping : null, place, faults);
    T read = reading.apply(fields);
    fields.refuseRest();
    return read;
  }

  /** Returns the items of a list; the stand-in is an empty one. */
  public List<Value> items(int min, int max) {
    if (isMissing()) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      fault("a list expected, found " + found());
      return List.of();
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Value(item, place.item(items.size(), line(item), column(item)), faults));
    }
    if (items.size() < min || items.size() > max) {
      fault("a list of %d to %d items expected, found %d".formatted(min, max, items.size()));
    }
    return items;
  }

  private static @Nullable BigDecimal decimalOrNull(String text) {
    return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
  }

  private String found() {
    if (node instanceof ScalarNode scalar) {
      String text = scalar.getValue();
      String shown =
          text.length() > LONGEST_QUOTED ? text.substring(0, LONGEST_QUOTED) + "…" : text;
      return node.getTag().equals(Tag.STR) ? "\"" + shown + "\"" : kind() + " " + shown;
    }
    return kind();
  }

  private String kind() {
    if (node instanceof MappingNode) {
      return "an object";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return "nothing";
    }
    if (node.getTag().equals(Tag.BOOL)) {
      return "boolean";
    }
    return node.getTag().equals(Tag.STR) ? "string" : "number";
  }
}
