package dev.lathe.engine.technique.distillation;

import dev.lathe.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** Tells samples apart by the content of their inputs: half a SHA-256. */
record SampleKey(long high, long low) {

  static SampleKey of(SampleRow sample) {
    MessageDigest sha256 = sha256();
    for (Map.Entry<String, Tensor> input : sample.inputs().entrySet()) {
      Tensor tensor = input.getValue();
      String head = "%s %s %s\n".formatted(input.getKey(), tensor.type(), tensor.shape());
      sha256.update(head.getBytes(StandardCharsets.UTF_8));
      sha256.update(tensor.data().asByteBuffer());
    }
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new SampleKey(digest.getLong(), digest.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
