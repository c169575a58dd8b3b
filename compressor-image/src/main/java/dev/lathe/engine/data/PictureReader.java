package dev.lathe.engine.data;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes PNG and JPEG, of bounded size. */
final class PictureReader {
  /** About what the largest cameras make; 300 MB as RGB. */
  private static final long MAX_PIXELS = 100_000_000;

  private PictureReader() {}

  /**
   * Decodes a picture.
   *
   * @throws dev.lathe.engine.failure.EngineException INVALID_DATA if it is in another format,
   *     damaged or too large
   */
  static Picture read(InputStream content, String what) throws IOException {
    try (ImageInputStream stream = new MemoryCacheImageInputStream(content)) {
      ImageReader reader = reader(stream, what);
      try {
        reader.setInput(stream, true, true);
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width * height > MAX_PIXELS) {
          throw DataFailure.invalid(
              "%s: at most %d pixels expected, found %d x %d"
                  .formatted(what, MAX_PIXELS, width, height));
        }
        return Picture.of(reader.read(0));
      } catch (EngineException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        // The decoders of the JDK let go of whatever a malformed file makes them run into.
        throw new EngineException(
            Reason.INVALID_DATA, "%s cannot be decoded: %s".formatted(what, e.getMessage()), e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static ImageReader reader(ImageInputStream stream, String what) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      String format = reader.getFormatName();
      if (format.equalsIgnoreCase("png") || format.equalsIgnoreCase("jpeg")) {
        return reader;
      }
      reader.dispose();
    }
    throw DataFailure.invalid(what + " is neither PNG nor JPEG");
  }
}
