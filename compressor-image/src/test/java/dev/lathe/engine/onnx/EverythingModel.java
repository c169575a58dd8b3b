package dev.lathe.engine.onnx;

/**
 * A model that says everything a message can say, in each of the spellings a writer would not
 * choose by itself, with a field in every message that no ONNX has.
 */
final class EverythingModel {
  private EverythingModel() {}

  /** A field no ONNX has, behind all known ones. */
  private static final int UNKNOWN = 1_000;

  private static RawMessage entry(String key, String value) {
    return new RawMessage().text(1, key).text(2, value);
  }

  static RawMessage scalar(String name) {
    return new RawMessage().integer(2, 1).text(8, name).bytes(9, new byte[4]).text(12, "doc");
  }

  private static RawMessage type() {
    RawMessage dims =
        new RawMessage()
            .message(1, new RawMessage().integer(1, 2).text(3, "DATA_BATCH"))
            .message(1, new RawMessage().integer(1, -1))
            .message(1, new RawMessage().text(2, ""))
            .message(1, new RawMessage().text(2, "n"));
    RawMessage tensor = new RawMessage().integer(1, 1).message(2, dims);
    return new RawMessage().message(1, tensor).text(6, "TENSOR").integer(UNKNOWN, 1);
  }

  private static RawMessage value(String name) {
    return new RawMessage()
        .text(1, name)
        .message(2, type())
        .text(3, "doc")
        .message(4, entry("k", ""));
  }

  private static RawMessage relu() {
    RawMessage documented =
        new RawMessage().text(1, "alpha").float32(2, 1.5f).text(13, "doc").integer(20, 1);
    RawMessage untyped = new RawMessage().text(1, "axes").integer(8, 1).integer(8, 2);
    RawMessage tensor =
        new RawMessage().text(1, "value").message(5, scalar("t")).text(13, "").integer(20, 4);
    RawMessage rare =
        new RawMessage().text(1, "rare").message(14, type()).integer(20, 13).integer(UNKNOWN, 1);
    return new RawMessage()
        .text(1, "x")
        .text(1, "")
        .text(2, "y")
        .text(3, "")
        .text(4, "Relu")
        .message(5, documented)
        .message(5, untyped)
        .message(5, tensor)
        .message(5, rare)
        .text(6, "doc")
        .text(7, "ai.onnx")
        .text(8, "overload")
        .message(9, entry("k", "v"))
        .integer(UNKNOWN, 1);
  }

  private static RawMessage graph() {
    RawMessage indices =
        new RawMessage().integer(1, 1).integer(2, 7).bytes(7, (byte) 3).text(8, "i");
    RawMessage values =
        new RawMessage()
            .integer(1, 1)
            .integer(2, 1)
            .bytes(4, new byte[4])
            .text(8, "s")
            .text(12, "d");
    RawMessage sparse =
        new RawMessage().message(1, values).message(2, indices).integer(3, 9).integer(UNKNOWN, 1);
    return new RawMessage()
        .message(1, relu())
        .text(2, "")
        .message(5, scalar("w").integer(14, 0).message(16, entry("k", "v")))
        .text(10, "doc")
        .message(11, value("x"))
        .message(12, value("y"))
        .message(13, new RawMessage().text(1, "t").message(2, new RawMessage()))
        .message(14, new RawMessage().text(1, "annotation"))
        .message(15, sparse)
        .message(16, entry("k", "v"))
        .integer(UNKNOWN, 1);
  }

  private static RawMessage function() {
    RawMessage reference =
        new RawMessage().text(1, "alpha").text(13, "doc").integer(20, 1).text(21, "slope");
    RawMessage leaky =
        new RawMessage().text(1, "a").text(2, "b").text(4, "LeakyRelu").message(5, reference);
    RawMessage byDefault =
        new RawMessage().text(1, "slope").float32(2, 1.5f).text(13, "doc").integer(20, 1);
    return new RawMessage()
        .text(1, "f")
        .text(4, "a")
        .text(4, "unread")
        .text(5, "b")
        .text(6, "axis")
        .message(7, relu())
        .message(7, leaky)
        .text(8, "doc")
        .message(9, new RawMessage().text(1, "ai.onnx").integer(2, 17))
        .text(10, "local")
        .message(11, byDefault)
        .message(12, value("a"))
        .text(13, "second")
        .message(14, entry("k", "v"))
        .integer(UNKNOWN, 1);
  }

  static RawMessage model() {
    return new RawMessage()
        .integer(1, 8)
        .text(2, "")
        .text(3, "1.0")
        .text(4, "org.example")
        .integer(5, 3)
        .text(6, "doc")
        .message(7, graph())
        .message(8, new RawMessage().text(1, "ai.onnx").integer(2, 17))
        .message(8, new RawMessage().text(1, "com.microsoft").integer(2, 1))
        .message(14, entry("k", "v"))
        .message(14, new RawMessage().text(1, "no value"))
        .message(20, new RawMessage().message(1, graph()))
        .message(25, function())
        .integer(UNKNOWN, 1);
  }
}
