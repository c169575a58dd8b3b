package dev.lathe.engine.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** Content of a zip entry that is held against its checksum where it ends. */
final class CheckedEntry extends FilterInputStream {
  private final CRC32 found = new CRC32();
  private final long expected;
  private final String what;

  CheckedEntry(InputStream content, long expected, String what) {
    super(content);
    this.expected = expected;
    this.what = what;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      found.update(target, offset, read);
    } else if (read < 0 && found.getValue() != expected) {
      throw new ZipException("the checksum of %s is wrong".formatted(what));
    }
    return read;
  }

  /** Reads what is skipped, since it counts for the checksum. */
  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
