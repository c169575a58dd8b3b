package dev.lathe.operator.progress;

import dev.lathe.operator.desired.ProgressTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells where engines report to, with the certificate as it is now. */
public final class ProgressAddress implements Supplier<Optional<ProgressTarget>> {
  private static final int PORT = 8443;

  private final Optional<String> host;
  private final Path certificate;

  /**
   * @param host of the operator as pods reach it
   * @param certificate PEM file; engines trust what their image trusts if there is none
   */
  public ProgressAddress(Optional<String> host, Path certificate) {
    this.host = host;
    this.certificate = certificate;
  }

  @Override
  public Optional<ProgressTarget> get() {
    return host.map(name -> new ProgressTarget("https://%s:%d".formatted(name, PORT), trusted()));
  }

  private String trusted() {
    try {
      return Files.exists(certificate) ? Files.readString(certificate) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the certificate for engines cannot be read: " + certificate, e);
    }
  }
}
