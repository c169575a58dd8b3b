package dev.lathe.engine.artifact;

import javax.net.ssl.SSLContext;

/**
 * How to approach a store.
 *
 * @param credentials to sign in with
 * @param tls whom to trust
 */
record Access(Credentials credentials, SSLContext tls) {
  static Access anonymous() {
    return new Access(new Credentials.None(), Trust.platform());
  }

  /** Returns the same trust without anything to sign in with. */
  Access withoutCredentials() {
    return new Access(new Credentials.None(), tls);
  }
}
