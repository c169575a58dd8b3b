package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Tells samples apart by the content of their inputs. */
final class SampleDigest {
  private SampleDigest() {}

  /** Returns the digest of each sample of a batch, 64 hexadecimal digits each. */
  static List<String> ofEach(Batch batch) {
    List<String> digests = new ArrayList<>(batch.size());
    for (int sample = 0; sample < batch.size(); sample++) {
      digests.add(of(batch, sample));
    }
    return digests;
  }

  private static String of(Batch batch, int sample) {
    MessageDigest sha256 = ContentDigest.sha256();
    for (Map.Entry<String, Tensor> input : batch.inputs().entrySet()) {
      Tensor tensor = input.getValue();
      Shape row = Shape.of(tensor.shape().toList().subList(1, tensor.shape().rank()));
      String head = "%s %s %s\n".formatted(input.getKey(), tensor.type(), row);
      sha256.update(head.getBytes(StandardCharsets.UTF_8));
      long bytes = tensor.data().byteSize() / batch.size();
      sha256.update(tensor.data().asSlice(sample * bytes, bytes).asByteBuffer());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
