package dev.lathe.engine.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtLibraryTest {
  @Test
  void aTemporaryFolderThatCannotBeWrittenToIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> OrtLibrary.requireUsable(missing))
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll("java.io.tmpdir", missing.toString(), "mount a writable folder");
  }

  @Test
  void aWritableTemporaryFolderIsAccepted(@TempDir Path folder) {
    OrtLibrary.requireUsable(folder);
  }
}
