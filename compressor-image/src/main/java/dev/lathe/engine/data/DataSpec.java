package dev.lathe.engine.data;

import java.util.List;
import java.util.Optional;

/** How samples are laid out in their files, as the manifest's {@code spec.data.*} says. */
public sealed interface DataSpec {

  /**
   * Arrays of NumPy, an {@code .npz} file or a single {@code .npy}; their first axis counts
   * samples.
   *
   * @param labels array with the class of each sample, integers from 0
   * @param targets array with what the model is to put out for each sample
   */
  record Npz(List<ArrayInput> inputs, Optional<String> labels, Optional<String> targets)
      implements DataSpec {
    public Npz {
      inputs = List.copyOf(inputs);
      if (inputs.isEmpty()) {
        throw new IllegalArgumentException("inputs: at least one expected, found none");
      }
    }

    /** Arrays without targets. */
    public Npz(List<ArrayInput> inputs, Optional<String> labels) {
      this(inputs, labels, Optional.empty());
    }
  }

  /**
   * One input of the model and the array that feeds it.
   *
   * @param array ignored for a single {@code .npy}
   */
  record ArrayInput(String name, String array) {}

  /**
   * A folder with IDX files, the format of MNIST, gzipped or not.
   *
   * @param input of the model
   * @param images file name in the folder
   * @param labels file name in the folder
   * @param normalization one mean and one deviation
   */
  record Idx(String input, String images, Optional<String> labels, Normalization normalization)
      implements DataSpec {
    public Idx {
      normalization.requireChannels(1);
    }
  }

  /**
   * PNG and JPEG pictures in one folder a class, the classes numbered from 0 in the order of the
   * folders' names; without such folders the samples have no labels. A folder, {@code .zip} or
   * {@code .tar}.
   *
   * @param input of the model
   */
  record Images(
      String input, Sizing sizing, Channels channels, Layout layout, Normalization normalization)
      implements DataSpec {
    public Images {
      normalization.requireChannels(channels == Channels.GRAY ? 1 : 3);
    }
  }

  /**
   * A {@code .jsonl} file, tokenized on the fly and padded to the longest text of each batch.
   *
   * @param field of each line's object with the text
   * @param labelField field with the class, an integer from 0
   * @param maxLength tokens after which a text is cut off, special ones included
   */
  record Text(String field, Optional<String> labelField, int maxLength) implements DataSpec {
    public Text {
      if (maxLength < 1) {
        throw new IllegalArgumentException(
            "maxLength: at least 1 token expected, found " + maxLength);
      }
    }
  }

  /** The size in pixels that the model takes, and how a picture gets it. */
  record Sizing(int width, int height, Resize resize) {
    public Sizing {
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "width and height: at least 1 pixel expected, found %d x %d".formatted(width, height));
      }
    }
  }

  /** How a picture of another shape is fitted; all by {@code bilinear} interpolation. */
  enum Resize {
    /** Width and height are scaled each by its own factor. */
    STRETCH,
    /** The whole picture is scaled by one factor and centred on black. */
    FIT,
    /** The picture is scaled by one factor to cover the size, and its middle is cut out. */
    CROP
  }

  /** Colours and their order. */
  enum Channels {
    RGB,
    BGR,
    /** One channel: the luma of ITU-R BT.601. */
    GRAY
  }

  /** Order of axes after the samples': channels before or after the pixels. */
  enum Layout {
    NCHW,
    NHWC
  }
}
