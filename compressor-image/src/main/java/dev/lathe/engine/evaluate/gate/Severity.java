package dev.lathe.engine.evaluate.gate;

import java.util.Arrays;
import java.util.Optional;

/** What follows if a gate does not pass. */
public enum Severity {
  /** Nothing is published. */
  REQUIRED("Required"),
  /** It is reported. */
  ADVISORY("Advisory");

  private final String manifestName;

  Severity(String manifestName) {
    this.manifestName = manifestName;
  }

  /** Returns the severity that manifests call so. */
  public static Optional<Severity> ofManifestName(String name) {
    return Arrays.stream(values()).filter(one -> one.manifestName.equals(name)).findFirst();
  }

  public String manifestName() {
    return manifestName;
  }

  @Override
  public String toString() {
    return manifestName;
  }
}
