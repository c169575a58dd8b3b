package dev.lathe.engine.recipe.grammar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The words a field may hold, and what they mean.
 *
 * @param byWord in the order in which messages list them
 */
public record Choices<T>(SequencedMap<String, T> byWord) {
  public Choices {
    byWord = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byWord));
  }

  /** Returns the choice of a single word. */
  public static <T> Choices<T> of(String word, T meaning) {
    return new Choices<T>(new LinkedHashMap<>()).or(word, meaning);
  }

  /** Returns these choices and one more. */
  public Choices<T> or(String word, T meaning) {
    SequencedMap<String, T> more = new LinkedHashMap<>(byWord);
    more.put(word, meaning);
    return new Choices<>(more);
  }

  /** Returns the word that means this. */
  public String word(T meaning) {
    return byWord.entrySet().stream()
        .filter(entry -> entry.getValue().equals(meaning))
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
