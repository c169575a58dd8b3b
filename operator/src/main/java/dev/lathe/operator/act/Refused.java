package dev.lathe.operator.act;

/** The API server does not take a child as it is; the message is its own. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  Refused(String message) {
    super(message);
  }
}
