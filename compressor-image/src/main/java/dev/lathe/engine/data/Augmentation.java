package dev.lathe.engine.data;

import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Random changes of pictures, so that a model learns what stays the same under them. What happens
 * to a sample follows from seed, epoch and its number alone: not from the batch it is in, nor from
 * what was read before.
 *
 * <p>Pictures are placed first, then their colours are changed, then a part is blanked. All inputs
 * of a sample are changed alike, labels and targets not at all.
 *
 * @param cutout side of the square that is blanked, as a share of the shorter side; in [0, 1)
 */
public record Augmentation(Geometry geometry, Colour colour, double cutout) {
  public Augmentation {
    requireShare("cutout", cutout, cutout < 1);
  }

  /** Which way pictures are mirrored, each with probability ½. */
  public enum Flip {
    NONE,
    HORIZONTAL,
    VERTICAL,
    /** Horizontally and vertically, decided apart. */
    BOTH
  }

  /**
   * How far pictures are moved. What is uncovered shows the border's pixels: 0 is black in one data
   * set, grey in the next.
   *
   * @param shift at most this share of width and height, either way, in whole pixels; in [0, 1)
   * @param rotate at most so many degrees, either way; in [0, 180]
   */
  public record Geometry(Flip flip, double shift, double rotate) {
    public Geometry {
      requireShare("shift", shift, shift < 1);
      if (!(rotate >= 0 && rotate <= 180)) {
        throw new IllegalArgumentException("rotate: 0 to 180 degrees expected, found " + rotate);
      }
    }

    /** Returns that nothing is moved. */
    public static Geometry none() {
      return new Geometry(Flip.NONE, 0, 0);
    }
  }

  /**
   * How far colours are changed.
   *
   * @param brightness every pixel gets lighter or darker by at most this share of the difference
   *     between the picture's lightest and darkest; in [0, 1]
   * @param contrast distances from the picture's mean are multiplied by 1 ± at most this; in [0, 1]
   */
  public record Colour(double brightness, double contrast) {
    public Colour {
      requireShare("brightness", brightness, brightness <= 1);
      requireShare("contrast", contrast, contrast <= 1);
    }

    /** Returns that colours stay. */
    public static Colour none() {
      return new Colour(0, 0);
    }
  }

  /**
   * Returns a batch with its pictures changed.
   *
   * @param numbers of the batch's samples in their data set
   * @throws dev.lathe.engine.failure.EngineException INVALID_MANIFEST if an input is no picture:
   *     FLOAT of [n, channels, height, width], [n, height, width, channels] or [n, height, width];
   *     or if targets are pictures, which would no longer fit
   */
  public Batch apply(Batch batch, long[] numbers, long seed, int epoch) {
    if (numbers.length != batch.size()) {
      throw new IllegalArgumentException(
          "%d numbers of samples expected, found %d".formatted(batch.size(), numbers.length));
    }
    batch.targets().ifPresent(this::requireToStay);
    SequencedMap<String, Tensor> changed = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> input : batch.inputs().entrySet()) {
      Frame frame = Frame.of(input.getKey(), input.getValue());
      float[] values = Reals.values(input.getValue());
      for (int i = 0; i < numbers.length; i++) {
        change(values, frame.of(i), new Draws(seed, epoch, numbers[i]));
      }
      changed.put(
          input.getKey(), Reals.of(input.getValue().type(), input.getValue().shape(), values));
    }
    return new Batch(changed, batch.labels(), batch.targets(), batch.size());
  }

  /** Draws the same numbers whatever is asked for, so that one change does not alter another. */
  private void change(float[] values, Frame frame, Draws draws) {
    Placement placement = Placement.drawn(geometry, frame, draws);
    double lighter = draws.between(-colour.brightness, colour.brightness);
    double factor = 1 + draws.between(-colour.contrast, colour.contrast);
    Cutout square = Cutout.drawn(cutout, frame, draws);
    placement.apply(values, frame);
    if (lighter != 0 || factor != 1) {
      new ChangeColour(lighter, factor).apply(values, frame);
    }
    square.apply(values, frame);
  }

  private void requireToStay(Tensor targets) {
    Shape shape = targets.shape();
    if (shape.rank() >= 3 && !geometry.equals(Geometry.none())) {
      throw DataFailure.augmentation(
          "targets of %s look like pictures, which would no longer lie on those that are flipped,"
                  .formatted(shape)
              + " shifted or rotated: leave these three out");
    }
  }

  private static void requireShare(String name, double share, boolean belowEnd) {
    if (!(share >= 0 && belowEnd)) {
      throw new IllegalArgumentException(
          "%s: a share of the whole expected, found %s".formatted(name, share));
    }
  }
}
