package dev.lathe.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.tensor.DType;
import dev.lathe.engine.tensor.Shape;
import dev.lathe.engine.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tokenizer's vocabulary: [UNK] 0, [CLS] 1, [SEP] 2, [PAD] 3, hello 4, world 5, ##s 6, a 7, b
 * 8, a smiley 9. Its file asks for padding to 8 and truncation to 6. Expected numbers are those of
 * the Python package {@code tokenizers} 0.23.3.
 */
class TextReaderTest {
  private static final InputSpec IDS = Specs.input("input_ids", DType.INT64, -1, -1);
  private static final InputSpec MASK = Specs.input("attention_mask", DType.INT64, -1, -1);
  private static final InputSpec TYPES = Specs.input("token_type_ids", DType.INT64, -1, -1);

  /** Shared by all tests of a run, since a process loads the library once. */
  private static final Path CACHE = Path.of("target", "tokenizers");

  @TempDir private Path folder;

  @BeforeEach
  void copyTokenizer() throws IOException {
    try (InputStream json = TextReaderTest.class.getResourceAsStream("tokenizer.json")) {
      Files.copy(Objects.requireNonNull(json), folder.resolve("tokenizer.json"));
    }
  }

  @Test
  void textsArePaddedToTheLongestOfTheirBatch() throws IOException {
    write("{'text': 'Hello worlds'}", "{'text': 'a'}", "", "{'text': 'b', 'other': 1}");

    try (Dataset data = open(IDS, MASK, TYPES)) {
      List<Batch> batches = Specs.read(data, 2);

      assertThat(data.size()).isEqualTo(3);
      assertThat(batches.getFirst().inputs())
          .containsExactly(
              Map.entry("input_ids", Tensor.ofLongs(Shape.of(2, 5), 1, 4, 5, 6, 2, 1, 7, 2, 3, 3)),
              Map.entry(
                  "attention_mask", Tensor.ofLongs(Shape.of(2, 5), 1, 1, 1, 1, 1, 1, 1, 1, 0, 0)),
              Map.entry("token_type_ids", Tensor.ofLongs(Shape.of(2, 5), new long[10])));
      assertThat(batches.getLast().inputs())
          .containsEntry("input_ids", Tensor.ofLongs(Shape.of(1, 3), 1, 8, 2));
    }
  }

  @Test
  void onlyWhatTheModelTakesIsFed() throws IOException {
    write("{'text': 'a'}");

    try (Dataset data = open(MASK, IDS)) {
      assertThat(Specs.read(data, 1).getFirst().inputs().sequencedKeySet())
          .containsExactly("attention_mask", "input_ids");
    }
    refuses(
        () -> open(IDS, Specs.input("pixels", DType.FLOAT, -1, 3)),
        "input 'pixels' of the model is missing in the data, which feeds [input_ids]");
    refuses(
        () -> open(MASK), "the model has no input 'input_ids', its inputs are [attention_mask]");
  }

  @Test
  void theDataSetSaysWhereTextsAreCutOffAndNotTheTokenizer() throws IOException {
    write("{'text': 'a b a b a b a'}");

    try (Dataset data = open(IDS)) {
      assertThat(ids(data)).containsExactly(1, 7, 8, 7, 8, 7, 8, 7, 2);
    }
    try (Dataset data = open(new DataSpec.Text("text", Optional.empty(), 4), IDS)) {
      assertThat(ids(data)).containsExactly(1, 7, 8, 2);
    }
  }

  @Test
  void aModelOfFixedLengthGetsIt() throws IOException {
    write("{'text': 'a b a b a b a'}", "{'text': 'a'}");

    try (Dataset data = open(Specs.input("input_ids", DType.INT32, -1, 4))) {
      assertThat(Specs.read(data, 2).getFirst().inputs())
          .containsEntry("input_ids", Tensor.ofInts(Shape.of(2, 4), 1, 7, 8, 2, 1, 7, 2, 3));
    }
  }

  @Test
  void charactersOutsideTheBasicPlaneAndBrokenOnesReachTheTokenizer() throws IOException {
    write("{'text': '\ud83d\ude00 a'}", "{'text': '\\ud83d a'}", "{'text': 'a\\u0000b'}");

    try (Dataset data = open(IDS)) {
      assertThat(ids(data)).containsExactly(1, 9, 7, 2);
      assertThat(Specs.read(data, 1).get(1).inputs().firstEntry().getValue().toLongs())
          .startsWith(1)
          .endsWith(7, 2);
    }
  }

  @Test
  void paddingOnTheLeftIsWhereTheTokenizerWantsIt() throws IOException {
    Path json = folder.resolve("tokenizer.json");
    Files.writeString(
        json,
        Files.readString(json)
            .replace(
                "\"direction\": \"Right\",\n    \"pad_to",
                "\"direction\": \"Left\",\n    \"pad_to"));
    write("{'text': 'a b'}", "{'text': 'a'}");

    try (Dataset data = open(IDS, MASK)) {
      assertThat(Specs.read(data, 2).getFirst().inputs())
          .containsEntry("input_ids", Tensor.ofLongs(Shape.of(2, 4), 1, 7, 8, 2, 3, 1, 7, 2))
          .containsEntry("attention_mask", Tensor.ofLongs(Shape.of(2, 4), 1, 1, 1, 1, 0, 1, 1, 1));
    }
  }

  @Test
  void paddingIsNoPartOfASample() throws IOException {
    write("{'text': 'Hello worlds'}", "{'text': 'a'}");
    List<String> both;
    try (Dataset data = open(IDS, MASK)) {
      both = data.sampleDigests();
    }
    write("{'text': 'A'}");

    try (Dataset data = open(IDS, MASK)) {
      assertThat(data.sampleDigests()).containsExactly(both.getLast());
    }
  }

  @Test
  void labelsAreClasses() throws IOException {
    write("{'text': 'a', 'label': 1}", "{'text': 'b', 'label': 0}");
    DataSpec.Text spec = new DataSpec.Text("text", Optional.of("label"), 8);

    try (Dataset data = open(spec, IDS)) {
      assertThat(Specs.read(data, 2).getFirst().labels())
          .contains(Tensor.ofLongs(Shape.of(2), 1, 0));
    }
    write("{'text': 'a', 'label': 1}", "{'text': 'b', 'label': 2}");
    refuses(
        () ->
            Datasets.open(
                spec,
                files(),
                List.of(IDS),
                new DataOptions(OptionalLong.empty(), OptionalLong.of(2))),
        "texts.jsonl: sample 1 has label 2, but the model has classes 0 to 1");
  }

  @Test
  void linesThatAreNotUsedAreNotRead() throws IOException {
    write("{'text': 'a'}", "no JSON");

    DataOptions one = new DataOptions(OptionalLong.of(1), OptionalLong.empty());
    try (Dataset data =
        Datasets.open(new DataSpec.Text("text", Optional.empty(), 8), files(), List.of(IDS), one)) {
      assertThat(data.size()).isEqualTo(1);
      assertThat(ids(data)).containsExactly(1, 7, 2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'text': 'a'} | has no field 'label', its fields are [text]",
        "{'label': 1} | has no field 'text', its fields are [label]",
        "{'text': 7, 'label': 1} | : field 'text' is to be a text, found 7",
        "{'text': 'a', 'label': 'x'} | : field 'label' is to be a class, an integer from 0, found \"x\"",
        "{'text': 'a', 'label': 1.5} | : field 'label' is to be a class, an integer from 0, found 1.5",
        "['a'] | : a JSON object expected, found ARRAY",
        "{'text': | is not JSON: "
      })
  void aLineThatIsNotWhatItMustBeIsNamed(String line, String complaint) throws IOException {
    write("{'text': 'a', 'label': 1}", line);

    assertThatThrownBy(() -> open(new DataSpec.Text("text", Optional.of("label"), 8), IDS))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessageStartingWith("texts.jsonl, line 2")
        .hasMessageContaining(complaint);
  }

  @Test
  void aLineWithoutEndIsNotReadIntoMemory() throws IOException {
    byte[] line = new byte[JsonLines.MAX_LINE_BYTES + 1];
    Arrays.fill(line, (byte) ' ');
    Files.write(folder.resolve("texts.jsonl"), line);

    refuses(() -> open(IDS), "texts.jsonl, line 1 is longer than 16777216 bytes");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Files.write(
        folder.resolve("texts.jsonl"),
        "{\"text\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

    refuses(() -> open(IDS), "texts.jsonl, line 1 is not UTF-8");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    write();

    refuses(() -> open(IDS), "texts.jsonl holds no sample");
  }

  @Test
  void anotherFileThanATokenizerIsRefused() throws IOException {
    write("{'text': 'a'}");
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"None\"}}");

    assertThatThrownBy(() -> open(IDS))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessageStartingWith("tokenizer.json is no tokenizer.json of the HuggingFace format: ");
  }

  @Test
  void realNumbersAreNoTokens() throws IOException {
    write("{'text': 'a'}");

    refuses(
        () -> open(Specs.input("input_ids", DType.FLOAT, -1, -1)),
        "input 'input_ids': [?, ?] of FLOAT expected, found tokens of texts, [n, tokens] of INT64"
            + " or INT32");
  }

  private void write(String... lines) throws IOException {
    Files.write(
        folder.resolve("texts.jsonl"),
        Arrays.stream(lines).map(line -> line.replace('\'', '"')).toList());
  }

  private DataFiles files() {
    return new DataFiles(
        folder.resolve("texts.jsonl"), Optional.of(folder.resolve("tokenizer.json")), CACHE);
  }

  private Dataset open(InputSpec... inputs) {
    return open(new DataSpec.Text("text", Optional.empty(), 16), inputs);
  }

  private Dataset open(DataSpec.Text spec, InputSpec... inputs) {
    return Datasets.open(spec, files(), List.of(inputs), DataOptions.all());
  }

  private static long[] ids(Dataset data) {
    Tensor ids = Specs.read(data, 1).getFirst().inputs().get("input_ids");
    return Objects.requireNonNull(ids).toLongs();
  }

  private static void refuses(ThrowingCallable opening, String message) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_DATA))
        .hasMessage(message);
  }
}
