package dev.lathe.operator.act;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.function.UnaryOperator;

/** Makes what was just written visible to the next look, before the cluster reports it back. */
public interface Recent {
  /** Writes a resource, and keeps what the API server made of it. */
  <R extends HasMetadata> R keep(R resource, UnaryOperator<R> write);
}
