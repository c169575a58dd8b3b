package dev.lathe.engine.artifact;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom TLS connections trust: the authorities of the platform, and those of a file. */
public final class Trust {
  private Trust() {}

  /** Returns a context that trusts the platform's authorities and none else. */
  static SSLContext platform() {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new EngineException(Reason.ENGINE_ERROR, "the platform has no TLS", e);
    }
  }

  /**
   * Returns a context that also trusts the certificates of a PEM file.
   *
   * @throws EngineException ACCESS_DENIED if the file holds no certificate
   */
  public static SSLContext alsoIn(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (Certificate own : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("own" + count++, own);
      }
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager authorities) {
          for (X509Certificate authority : authorities.getAcceptedIssuers()) {
            trusted.setCertificateEntry("platform" + count++, authority);
          }
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(trusted), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new EngineException(
          Reason.ACCESS_DENIED,
          "%s holds no readable certificate: %s".formatted(pem, e.getMessage()),
          e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }
}
