package dev.lathe.engine.onnx;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** {@code OperatorSetIdProto}. */
final class OpsetCodec implements Spelling<OpsetCodec.Opset> {
  private static final int DOMAIN = 1;
  private static final int VERSION = 2;

  /** The version of the operators of a domain, which is empty for the standard ones. */
  record Opset(String domain, long version) {}

  /**
   * Reads one more import.
   *
   * @param opsets those read so far, versions by domains
   */
  void add(ProtoReader reader, SequencedMap<String, Long> opsets, Leftovers leftovers) {
    Opset opset = leftovers.spelled(reader, "opset_import", this);
    @Nullable Long before = opsets.put(opset.domain(), opset.version());
    if (before != null && before != opset.version()) {
      throw reader.invalid(
          "operators of domain '%s' are imported in version %d and in version %d"
              .formatted(opset.domain(), before, opset.version()));
    }
  }

  /** Writes imports, versions by domains, into a field. */
  void writeAll(ProtoWriter writer, int field, SequencedMap<String, Long> opsets) {
    opsets.forEach((domain, version) -> writer.spelled(field, new Opset(domain, version), this));
  }

  @Override
  public Opset read(ProtoReader reader) {
    String domain = "";
    long version = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case DOMAIN -> domain = new Leftovers().domain(reader);
        case VERSION -> version = reader.integer();
        default -> reader.raw();
      }
    }
    return new Opset(domain, version);
  }

  @Override
  public ProtoWriter write(Opset opset) {
    ProtoWriter writer = new ProtoWriter();
    writer.text(DOMAIN, opset.domain());
    writer.integer(VERSION, opset.version());
    return writer;
  }
}
