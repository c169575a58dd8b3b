package dev.lathe.engine.execute.operator;

import dev.lathe.engine.execute.emit.OperatorTable;

/** All there are. */
public final class Operators {
  private static final OperatorTable TABLE =
      new OperatorTable(
          Elementwise.ROWS,
          Layout.ROWS,
          Reductions.ROWS,
          Selections.ROWS,
          Products.ROWS,
          Convolutions.ROWS,
          Normalizations.ROWS,
          Attentions.ROWS,
          Recurrences.ROWS,
          Quantizations.ROWS,
          Samplings.ROWS,
          Regions.ROWS,
          Signals.ROWS,
          Losses.ROWS,
          Draws.ROWS,
          ControlFlow.ROWS,
          Kernels.ROWS);

  private Operators() {}

  public static OperatorTable table() {
    return TABLE;
  }
}
