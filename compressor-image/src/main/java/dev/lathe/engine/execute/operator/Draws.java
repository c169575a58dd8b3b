package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators that draw random numbers: those of PyTorch's generator, whatever {@code seed} says. */
final class Draws {
  static final List<Operator> ROWS =
      List.of(
          op("Bernoulli", "elementwise.bernoulli({0}, {out})"),
          op(
              "RandomNormal",
              "torch.add(torch.mul(torch.randn({shape}, dtype={type dtype=1}), {scale=1.}),"
                  + " {mean=0.})"),
          op(
              "RandomNormalLike",
              "torch.add(torch.mul(torch.randn_like({0}, dtype={out}), {scale=1.}), {mean=0.})"),
          op(
              "RandomUniform",
              "torch.add(torch.mul(torch.rand({shape}, dtype={type dtype=1}), {high=1.} - {low=0.}),"
                  + " {low=0.})"),
          op(
              "RandomUniformLike",
              "torch.add(torch.mul(torch.rand_like({0}, dtype={out}), {high=1.} - {low=0.}),"
                  + " {low=0.})"));

  private Draws() {}
}
