package dev.lathe.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lathe.engine.failure.EngineException;
import dev.lathe.engine.failure.Reason;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @Test
  void everySchemeIsRead() {
    assertThat(Location.parse("file:models/a.onnx"))
        .isEqualTo(new Location.LocalFile("models/a.onnx"));
    assertThat(Location.parse("file:///models/a.onnx"))
        .isEqualTo(new Location.LocalFile("/models/a.onnx"));
    assertThat(Location.parse("pvc://claim/a/b.onnx"))
        .isEqualTo(new Location.Volume("claim", "a/b.onnx"));
    assertThat(Location.parse("https://host/a.onnx?x=1"))
        .isEqualTo(new Location.Web(URI.create("https://host/a.onnx?x=1")));
    assertThat(Location.parse("oci://host:5000/team/model:v1@sha256:" + HEX))
        .isEqualTo(
            new Location.Registry(
                new OciReference(
                    "host:5000", "team/model", "v1", Optional.of(new Digest(HEX)), false)));
    assertThat(Location.parse("oci+http://host/model"))
        .isEqualTo(
            new Location.Registry(
                new OciReference("host", "model", "latest", Optional.empty(), true)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models/a.onnx",
        "ftp://host/a",
        "pvc://claim",
        "pvc:claim/a",
        "https:///a.onnx",
        "https://user:secret@host/a.onnx",
        "oci://Host/Upper",
        "oci://host/model@sha256:123",
        "oci://model",
      })
  void anUnreadableUriIsNamedInTheRefusal(String uri) {
    assertThatThrownBy(() -> Location.parse(uri))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MANIFEST));
  }

  @ParameterizedTest
  @CsvSource({
    "oci://host/a:v1, oci://host/a:v1",
    "oci+http://host:5000/a, oci+http://host:5000/a:latest",
  })
  void aReferenceIsWrittenAsItIsRead(String uri, String written) {
    assertThat(((Location.Registry) Location.parse(uri)).reference()).hasToString(written);
  }
}
