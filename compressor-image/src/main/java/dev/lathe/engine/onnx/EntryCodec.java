package dev.lathe.engine.onnx;

import java.util.Map;

/** {@code StringStringEntryProto}. */
final class EntryCodec {
  private EntryCodec() {}

  static Map.Entry<String, String> read(ProtoReader reader) {
    String key = "";
    String value = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.text();
        case 2 -> value = reader.text();
        default -> reader.raw();
      }
    }
    return Map.entry(key, value);
  }

  static ProtoMessage write(String key, String value) {
    return new ProtoMessage().text(1, key).text(2, value);
  }
}
