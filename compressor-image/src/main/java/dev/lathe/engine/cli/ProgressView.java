package dev.lathe.engine.cli;

import dev.lathe.engine.recipe.Progress;

/** Shows progress to people. */
interface ProgressView extends Progress {

  /** Shows that the run is over; nothing is reported after. */
  void end(boolean succeeded);
}
