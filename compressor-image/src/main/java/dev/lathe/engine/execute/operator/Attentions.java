package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators of transformers. */
final class Attentions {
  static final List<Operator> ROWS =
      List.of(
          op(
              "Attention",
              23,
              4,
              "attention.attention({0}, {1}, {2}, {3?}, {4?}, {5?}, {6?}, {is_causal=0},"
                  + " {kv_num_heads=0}, {q_num_heads=0}, {qk_matmul_output_mode=0}, {scale=None},"
                  + " {softcap=0.}, {type softmax_precision})"),
          op(
              "RotaryEmbedding",
              23,
              "attention.rotary({0}, {1}, {2}, {3?}, {interleaved=0}, {num_heads=0},"
                  + " {rotary_embedding_dim=0})"));

  private Attentions() {}
}
