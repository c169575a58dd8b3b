package dev.lathe.engine.train;

import dev.lathe.engine.tensor.Tensor;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Writes checkpoints. A file holds a mark, the fingerprint of the training, where it stands, the
 * best weights, the state, each tensor behind a byte of 1 and the end behind one of 0; its last 32
 * bytes are the SHA-256 of all before. Numbers are big-endian, elements of tensors little-endian.
 */
final class CheckpointWriter {
  static final String MARK = "lathe.training.1";
  private static final int CHUNK_BYTES = 1 << 16;

  private final DataOutputStream out;
  private final byte[] chunk = new byte[CHUNK_BYTES];

  private CheckpointWriter(OutputStream to) {
    out = new DataOutputStream(to);
  }

  static void write(OutputStream to, String fingerprint, Checkpoint checkpoint) throws IOException {
    MessageDigest digest = Sha256.start();
    CheckpointWriter writer = new CheckpointWriter(new DigestOutputStream(to, digest));
    writer.out.writeUTF(MARK);
    writer.out.writeUTF(fingerprint);
    writer.standing(checkpoint.standing());
    try {
      checkpoint.state().forEach(writer::unchecked);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.out.writeByte(0);
    to.write(digest.digest());
  }

  private void standing(Standing standing) throws IOException {
    out.writeLong(standing.step());
    out.writeInt(standing.halvings());
    out.writeInt(standing.stale());
    out.writeDouble(standing.reference());
    out.writeBoolean(standing.isFinished());
    history(standing.history());
    out.writeBoolean(standing.best().isPresent());
    if (standing.best().isPresent()) {
      Best best = standing.best().get();
      out.writeDouble(best.value());
      for (Map.Entry<String, Tensor> weight : best.weights().entrySet()) {
        tensor(weight.getKey(), weight.getValue());
      }
      out.writeByte(0);
    }
  }

  private void history(History history) throws IOException {
    out.writeInt(history.points().size());
    for (History.Point point : history.points()) {
      out.writeLong(point.step());
      out.writeInt(point.epoch());
      out.writeDouble(point.loss());
      out.writeDouble(point.learningRate());
      out.writeDouble(point.gradientNorm());
    }
    out.writeInt(history.validations().size());
    for (History.Validated one : history.validations()) {
      out.writeLong(one.step());
      out.writeInt(one.epoch());
      out.writeDouble(one.loss());
      measures(one.measures());
      out.writeBoolean(one.best());
    }
    out.writeInt(history.notes().size());
    for (String note : history.notes()) {
      out.writeUTF(note);
    }
  }

  private void measures(SequencedMap<String, Double> measures) throws IOException {
    out.writeInt(measures.size());
    for (Map.Entry<String, Double> measure : measures.entrySet()) {
      out.writeUTF(measure.getKey());
      out.writeDouble(measure.getValue());
    }
  }

  private void unchecked(String name, Tensor tensor) {
    try {
      tensor(name, tensor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tensor(String name, Tensor tensor) throws IOException {
    out.writeByte(1);
    out.writeUTF(name);
    out.writeUTF(tensor.type().name());
    out.writeInt(tensor.shape().rank());
    for (long extent : tensor.shape().toArray()) {
      out.writeLong(extent);
    }
    MemorySegment data = tensor.data();
    for (long at = 0; at < data.byteSize(); at += CHUNK_BYTES) {
      int size = (int) Math.min(CHUNK_BYTES, data.byteSize() - at);
      MemorySegment.copy(data, at, MemorySegment.ofArray(chunk), 0, size);
      out.write(chunk, 0, size);
    }
  }
}
