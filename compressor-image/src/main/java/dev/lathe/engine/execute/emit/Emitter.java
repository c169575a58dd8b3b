package dev.lathe.engine.execute.emit;

/** Writes what one node computes. */
@FunctionalInterface
public interface Emitter {
  void emit(Site site);
}
