package dev.lathe.engine.data;

/** The tokens of one text, without padding. */
final class Tokens {
  private final long[] ids;
  private final long[] typeIds;

  Tokens(long[] ids, long[] typeIds) {
    this.ids = ids;
    this.typeIds = typeIds;
  }

  int length() {
    return ids.length;
  }

  /** Returns the number of a token in the vocabulary. */
  long id(int position) {
    return ids[position];
  }

  /** Returns which of the texts of an input a token belongs to. */
  long typeId(int position) {
    return typeIds[position];
  }
}
