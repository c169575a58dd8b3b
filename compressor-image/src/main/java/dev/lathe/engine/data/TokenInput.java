package dev.lathe.engine.data;

import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a model that takes text is fed, by the names that exporters give its inputs. */
enum TokenInput {
  IDS("input_ids") {
    @Override
    long at(Tokens tokens, int position) {
      return tokens.id(position);
    }

    @Override
    long padded(Padding padding) {
      return padding.id();
    }
  },
  MASK("attention_mask") {
    @Override
    long at(Tokens tokens, int position) {
      return 1;
    }

    @Override
    long padded(Padding padding) {
      return 0;
    }
  },
  TYPES("token_type_ids") {
    @Override
    long at(Tokens tokens, int position) {
      return tokens.typeId(position);
    }

    @Override
    long padded(Padding padding) {
      return padding.typeId();
    }
  };

  private final String input;

  TokenInput(String input) {
    this.input = input;
  }

  /** Returns the name of the model's input. */
  String input() {
    return input;
  }

  /** Returns what stands at a token. */
  abstract long at(Tokens tokens, int position);

  /** Returns what stands where a text is filled up. */
  abstract long padded(Padding padding);

  /** Returns the one for an input of that name, if there is one. */
  static Optional<TokenInput> named(String input) {
    return Arrays.stream(values()).filter(kind -> kind.input.equals(input)).findFirst();
  }

  /**
   * Returns [texts, length] of INT64 or INT32.
   *
   * @param length at least that of the longest text
   */
  Tensor tensor(List<Tokens> texts, int length, Padding padding, DType type) {
    long[] values = new long[Math.multiplyExact(texts.size(), length)];
    Arrays.fill(values, padded(padding));
    for (int text = 0; text < texts.size(); text++) {
      Tokens tokens = texts.get(text);
      int start = text * length + (padding.left() ? length - tokens.length() : 0);
      for (int position = 0; position < tokens.length(); position++) {
        values[start + position] = at(tokens, position);
      }
    }
    Shape shape = Shape.of(texts.size(), length);
    return type == DType.INT64
        ? Tensor.ofLongs(shape, values)
        : Tensor.ofInts(shape, Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
  }
}
