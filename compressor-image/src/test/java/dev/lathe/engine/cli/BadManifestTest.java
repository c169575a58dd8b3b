package dev.lathe.engine.cli;

import static dev.lathe.engine.cli.Trial.fails;
import static dev.lathe.engine.cli.Trial.manifest;
import static dev.lathe.engine.cli.Trial.sound;
import static dev.lathe.engine.cli.Trial.text;
import static dev.lathe.engine.failure.Reason.ACCESS_DENIED;
import static dev.lathe.engine.failure.Reason.DIGEST_MISMATCH;
import static dev.lathe.engine.failure.Reason.INVALID_MANIFEST;
import static dev.lathe.engine.failure.Reason.NOT_FOUND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lathe.engine.cli.Trial.Outcome;
import dev.lathe.engine.cli.Trial.Spoiling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A manifest that cannot be run is told with the line, the field and what is expected there. */
class BadManifestTest {
  private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

  @TempDir private Path root;

  private static Arguments wrong(String what, Spoiling spoiling, String sentence) {
    return fails(what, spoiling, INVALID_MANIFEST, "job.yaml:" + sentence);
  }

  static Stream<Arguments> grammar() {
    return Stream.of(
        wrong("an empty file", _ -> "", " one document expected, found an empty file"),
        wrong(
            "no YAML",
            _ -> "a: [1, 2",
            "1:9: this is no YAML: expected ',' or ']', but got <stream end>"),
        wrong("a list", _ -> "- a", "1:1: an object with fields expected, found a list"),
        wrong(
            "two documents",
            trial -> sound().spoil(trial) + "---\n" + sound().spoil(trial),
            " one document expected, found 2 divided by ---"),
        wrong(
            "brackets and nothing else",
            _ -> "[".repeat(20_000),
            "1:51: objects and lists are nested more than 50 deep"),
        wrong(
            "another kind",
            manifest("kind: CompressionJob", "kind: Deployment"),
            "2:7: kind: CompressionJob expected, found \"Deployment\""),
        wrong(
            "an unknown field",
            manifest("warmup: 2", "warmups: 2"),
            "10:36: spec.evaluation.latency.warmups: there is no such field (did you mean warmup?);"
                + " known here: batchSize, runs, warmup"),
        wrong(
            "a field of a newer version",
            manifest("threads: 1", "retries: 1"),
            "13:3: spec.retries: there is no such field; known here: source, data, recipe, target,"
                + " evaluation, gates, output, seed, threads, device, checkpoint, runtimeRef,"
                + " resources, nodeSelector, tolerations, priorityClassName, serviceAccountName,"
                + " queueName, suspend, backoffLimit, activeDeadlineSeconds,"
                + " pendingDeadlineSeconds, ttlSecondsAfterFinished"),
        wrong(
            "a field twice",
            manifest("threads: 1", "threads: 1\n  threads: 2"),
            "14:3: spec.threads: the field stands here twice, first in line 13"),
        wrong(
            "a word for a number",
            manifest("threads: 1", "threads: two"),
            "13:12: spec.threads: a whole number expected, found \"two\""),
        wrong(
            "two faults",
            manifest("mode: Static", "mode: Int4").with("threads: 1", "threads: 0"),
            "9:30: spec.recipe[0].quantize.mode: one of Dynamic, Static expected, found \"Int4\"\n"
                + "job.yaml:13:12: spec.threads: a whole number from 1 to 256 expected, found 0"),
        wrong(
            "a scheme that is not known",
            manifest("file:model.onnx", "s3://bucket/model.onnx"),
            "5:17: spec.source.uri: cannot read URI 's3://bucket/model.onnx': the scheme is file:,"
                + " pvc:, http:, https:, oci: or oci+http:"),
        wrong(
            "a character of value 0",
            manifest("file:model.onnx", "file:a\\0b"),
            "5:17: spec.source.uri: cannot read URI 'file:a?b': it holds a character of value 0"),
        wrong(
            "a path with a character of value 0",
            manifest("\"file:model.onnx\"", "\"file:.\", path: \"a\\0b\""),
            "5:33: spec.source.path: no path holds a character of value 0"),
        wrong(
            "a path that leaves its source",
            manifest("\"file:model.onnx\"", "\"file:.\", path: ../model.onnx"),
            "5:33: spec.source.path: the path must stay inside its source: take '..' out"),
        wrong(
            "no digest for what may change",
            manifest("file:model.onnx", "http://localhost:1/model.onnx"),
            "5:11: spec.source: what comes from the web needs a digest: what a server answers may"
                + " change"));
  }

  static Stream<Arguments> sources() {
    return Stream.of(
        fails(
            "no such file",
            manifest("file:model.onnx", "file:modle.onnx"),
            NOT_FOUND,
            "file:modle.onnx: JOB/modle.onnx does not exist"),
        fails(
            "a folder without a model",
            text("m/notes.txt", "").with("file:model.onnx", "file:m"),
            NOT_FOUND,
            "file:m: expected one .onnx file, found 0: name the one wanted by source.path"),
        fails(
            "a folder with two",
            text("m/b.onnx", "").with("file:model.onnx", "file:."),
            INVALID_MANIFEST,
            "file:.: expected one .onnx file, found 2: name the one wanted by source.path"),
        fails(
            "another digest",
            text("model.onnx", "a model")
                .with("\"file:model.onnx\"", "\"file:model.onnx\", digest: \"" + NO_DIGEST + "\""),
            DIGEST_MISMATCH,
            "file:model.onnx has digest"
                + " sha256:97ff8a35544dcf40ad84047074439dd6aa3a0be469ea578a1b1c017d939ec61c, but the"
                + " manifest pins "
                + NO_DIGEST
                + ": the content changed, or the digest is of another file"),
        fails(
            "a volume without a cluster",
            manifest("file:model.onnx", "pvc://claim/model.onnx"),
            INVALID_MANIFEST,
            "pvc://claim/… is mounted only in a cluster: use file: here, or set LATHE_VOLUMES to a"
                + " folder with one folder for each claim"));
  }

  static Stream<Arguments> outputs() {
    return Stream.of(
        fails(
            "a folder with something else",
            text("precious/thesis.txt", "").with("file:out", "file:precious"),
            INVALID_MANIFEST,
            "file:precious exists and holds no earlier result, which would have a SHA256SUMS: name"
                + " a folder of its own for the output"),
        fails(
            "a file",
            manifest("file:out", "file:model.onnx"),
            INVALID_MANIFEST,
            "file:model.onnx exists and holds no earlier result, which would have a SHA256SUMS:"
                + " name a folder of its own for the output"),
        fails(
            "a folder below a file",
            manifest("file:out", "file:model.onnx/out"),
            ACCESS_DENIED,
            "file:model.onnx/out: JOB/model.onnx is no folder, and one is needed there"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"grammar", "sources", "outputs"})
  void isRefused(String what, Spoiling spoiling, Outcome expected) throws Exception {
    assertThat(Trial.in(root).run(spoiling)).isEqualTo(expected);
  }

  @Test
  void anotherEncodingIsRefused() throws Exception {
    assertThat(Trial.in(root).run("# caf\u00e9".getBytes(ISO_8859_1)))
        .isEqualTo(Outcome.failure(INVALID_MANIFEST, "JOB/job.yaml is not text in UTF-8"));
  }

  @Test
  void aFileThatIsFarTooLargeIsNotRead() throws Exception {
    assertThat(Trial.in(root).run(new byte[5_000_000]))
        .isEqualTo(
            Outcome.failure(
                INVALID_MANIFEST,
                "JOB/job.yaml is no manifest: it has 5000000 bytes, at most 4194304 are read"));
  }

  @Test
  void aFileThatIsTooLargeIsNotParsed() throws Exception {
    assertThat(Trial.in(root).run("#".repeat(2_000_000).getBytes(ISO_8859_1)))
        .isEqualTo(
            Outcome.failure(
                INVALID_MANIFEST, "job.yaml: at most 1048576 characters expected, found 2000000"));
  }

  @Test
  void aScratchFolderThatIsAFileIsNotUsed() throws Exception {
    Trial trial = Trial.in(root);
    Files.delete(trial.work());
    Files.createFile(trial.work());

    assertThat(trial.run(sound()))
        .isEqualTo(
            Outcome.failure(
                ACCESS_DENIED,
                "no scratch folder can be made in WORK: WORK is no folder, and one is needed there"));
  }
}
