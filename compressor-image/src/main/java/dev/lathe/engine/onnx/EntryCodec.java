package dev.lathe.engine.onnx;

import java.util.Map;

/** {@code StringStringEntryProto}. */
final class EntryCodec implements Spelling<Map.Entry<String, String>> {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  @Override
  public Map.Entry<String, String> read(ProtoReader reader) {
    String key = "";
    String value = "";
    while (reader.next()) {
      switch (reader.field()) {
        case KEY -> key = reader.text();
        case VALUE -> value = reader.text();
        default -> reader.raw();
      }
    }
    return Map.entry(key, value);
  }

  @Override
  public ProtoWriter write(Map.Entry<String, String> entry) {
    ProtoWriter writer = new ProtoWriter();
    writer.text(KEY, entry.getKey());
    writer.text(VALUE, entry.getValue());
    return writer;
  }
}
