package dev.lathe.engine.onnx;

/** {@code OperatorSetIdProto}. */
final class OpsetCodec implements Spelling<OpsetCodec.Opset> {
  private static final int DOMAIN = 1;
  private static final int VERSION = 2;

  /** The version of the operators of a domain, which is empty for the standard ones. */
  record Opset(String domain, long version) {}

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
