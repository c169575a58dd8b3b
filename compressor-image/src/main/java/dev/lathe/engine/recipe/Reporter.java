package dev.lathe.engine.recipe;

import java.nio.file.Path;
import java.util.SortedMap;

/** Makes files of reports. */
public interface Reporter {

  /**
   * Writes a report into a folder, which is made if missing.
   *
   * @return the files by their names
   * @throws dev.lathe.engine.failure.EngineException DISK_FULL, or ACCESS_DENIED if the folder
   *     cannot be written to
   */
  SortedMap<String, Path> write(RunReport report, Path folder);

  /** Deletes an earlier report, and its folder where nothing else is in it. */
  void delete(Path folder);
}
