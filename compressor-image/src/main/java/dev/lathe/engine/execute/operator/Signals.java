package dev.lathe.engine.execute.operator;

import static dev.lathe.engine.execute.emit.Operator.op;

import dev.lathe.engine.execute.emit.Operator;
import java.util.List;

/** Operators of signal processing. */
final class Signals {
  static final List<Operator> ROWS =
      List.of(
          op(
              "BlackmanWindow",
              17,
              "signal.window({0}, {periodic=1}, 0.42, 0.5, 0.08, {type output_datatype=1})"),
          op("DFT", 17, "signal.dft({0}, {1?}, {axis=1}, {inverse=0}, {onesided=0})"),
          op("DFT", 20, "signal.dft({0}, {1?}, {int 2=-2}, {inverse=0}, {onesided=0})"),
          op(
              "HammingWindow",
              17,
              "signal.window({0}, {periodic=1}, 0.543478260869565, 0.456521739130435, 0.,"
                  + " {type output_datatype=1})"),
          op(
              "HannWindow",
              17,
              "signal.window({0}, {periodic=1}, 0.5, 0.5, 0., {type output_datatype=1})"),
          op(
              "MelWeightMatrix",
              17,
              "signal.mel_weights({0}, {1}, {2}, {3}, {4}, {type output_datatype=1})"),
          op("STFT", 17, "signal.stft({0}, {1}, {2?}, {3?}, {onesided=1})"));

  private Signals() {}
}
