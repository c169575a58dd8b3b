package dev.lathe.engine.execute.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression of TorchScript with holes that each node fills. A hole is
 *
 * <pre>
 * {0}              an input
 * {2?}             an input, or None
 * {0*}             that input and all after it, a list
 * {ints 1}         an input as a list of integers; {ints 1?} or None
 * {ints 1 axes}    an input as a list of integers or, if that is absent, an attribute, or None
 * {axis=0}         an attribute of the type of its default; None is the default of any
 * {perm}           an attribute that must be there
 * {out}            the element type of the first output; {out 1} of the second
 * {in 1}           the element type of an input
 * {range}          the least and the greatest number of the first output's type
 * {int 2=-2}       an input of one element as an integer, or a default
 * {type to=1}      the element type an attribute numbers as ONNX does; None without a default
 * </pre>
 */
final class Template implements Emitter {
  private static final Pattern HOLE = Pattern.compile("\\{([^{}]+)}");
  private static final Pattern INPUT = Pattern.compile("(\\d+)([?*]?)");
  private static final Pattern INTS = Pattern.compile("ints (\\d+)(\\?)?(?: (\\w+))?");
  private static final Pattern TYPE = Pattern.compile("(in|out)(?: (\\d+))?");
  private static final Pattern INT = Pattern.compile("int (\\d+)=(.+)");
  private static final Pattern NUMBERED = Pattern.compile("type (\\w+)(?:=(\\d+))?");
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)(?:=(.+))?");

  private final int outputs;
  private final List<Function<Site, String>> parts;

  private Template(int outputs, List<Function<Site, String>> parts) {
    this.outputs = outputs;
    this.parts = parts;
  }

  static Template parse(int outputs, String text) {
    List<Function<Site, String>> parts = new ArrayList<>();
    Matcher holes = HOLE.matcher(text);
    int from = 0;
    while (holes.find()) {
      String before = text.substring(from, holes.start());
      parts.add(site -> before);
      parts.add(hole(holes.group(1)));
      from = holes.end();
    }
    String rest = text.substring(from);
    parts.add(site -> rest);
    return new Template(outputs, List.copyOf(parts));
  }

  @Override
  public void emit(Site site) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.apply(site)));
    site.assign(outputs, text.toString());
  }

  private static Function<Site, String> hole(String text) {
    Matcher input = INPUT.matcher(text);
    if (input.matches()) {
      int index = Integer.parseInt(input.group(1));
      return switch (input.group(2)) {
        case "?" -> site -> site.optional(index);
        case "*" -> site -> site.tensorsFrom(index);
        default -> site -> site.tensor(index);
      };
    }
    Matcher type = TYPE.matcher(text);
    if (type.matches()) {
      int index = type.group(2) == null ? 0 : Integer.parseInt(type.group(2));
      return type.group(1).equals("in")
          ? site -> Integer.toString(site.inputType(index).code())
          : site -> Integer.toString(site.outputType(index).code());
    }
    Matcher ints = INTS.matcher(text);
    if (ints.matches()) {
      int index = Integer.parseInt(ints.group(1));
      String attribute = ints.group(3);
      if (attribute != null) {
        return site ->
            site.has(index) ? site.ints(index) : site.literals().attribute(attribute, "None");
      }
      return ints.group(2) == null
          ? site -> site.ints(index)
          : site -> site.has(index) ? site.ints(index) : "None";
    }
    if (text.equals("range")) {
      return site -> Literals.range(site.outputOnnxType(0).orElseThrow());
    }
    Matcher single = INT.matcher(text);
    if (single.matches()) {
      int index = Integer.parseInt(single.group(1));
      return site -> site.has(index) ? "int(" + site.tensor(index) + ")" : single.group(2);
    }
    Matcher numbered = NUMBERED.matcher(text);
    if (numbered.matches()) {
      long code = numbered.group(2) == null ? 0 : Long.parseLong(numbered.group(2));
      return site -> site.typeAttribute(numbered.group(1), code);
    }
    Matcher attribute = ATTRIBUTE.matcher(text);
    if (!attribute.matches()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no hole of a template: {%s}", text));
    }
    String name = attribute.group(1);
    String byDefault = attribute.group(2);
    return byDefault == null
        ? site -> site.literals().required(name)
        : site -> site.literals().attribute(name, byDefault);
  }
}
