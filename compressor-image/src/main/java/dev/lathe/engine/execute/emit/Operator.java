package dev.lathe.engine.execute.emit;

/**
 * A row of the table of operators: what a node becomes.
 *
 * @param domain empty for the standard operators
 * @param since the version of the operator set from which on it holds, until a later row's
 * @param emitter writes the node
 * @param isProduct whether it does little but multiply and add, which mixed precision does in fewer
 *     bits
 */
public record Operator(String domain, String type, long since, Emitter emitter, boolean isProduct) {

  public Operator(String domain, String type, long since, Emitter emitter) {
    this(domain, type, since, emitter, false);
  }

  /** A standard operator of one output that has been the same since operator set 11. */
  public static Operator op(String type, String template) {
    return op(type, 1, 1, template);
  }

  /** A standard operator of one output, as it is from a version on. */
  public static Operator op(String type, long since, String template) {
    return op(type, since, 1, template);
  }

  /**
   * A standard operator, as it is from a version on.
   *
   * @param outputs how many values the text gives, whether or not the node names all
   */
  public static Operator op(String type, long since, int outputs, String template) {
    return in("", type, since, outputs, template);
  }

  /** An operator of any domain. */
  public static Operator in(String domain, String type, long since, int outputs, String template) {
    return new Operator(domain, type, since, Template.parse(outputs, template));
  }

  /** Returns the same row as one of a product. */
  public Operator asProduct() {
    return new Operator(domain, type, since, emitter, true);
  }

  /** Returns an emitter that writes an expression of one output. */
  public static Emitter expression(String template) {
    return Template.parse(1, template);
  }

  /** A standard operator that takes more than a line. */
  public static Operator op(String type, Emitter emitter) {
    return new Operator("", type, 1, emitter);
  }
}
