package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.evaluate.gate.GateResult.Figures;
import dev.lathe.engine.failure.Reason;
import dev.lathe.engine.recipe.RunReport.Sizes;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one thing that outlives a pod: what a run came to, in at most 4096 bytes of JSON. Sentences
 * are cut to fit, those of the gates first; names and numbers never are. Gates that forbid to
 * publish come first, and stay longest where even numbers of all do not fit.
 *
 * @param reason why the run did not succeed; empty if it did
 * @param stage in which it ended early; empty where it came to a judgement
 * @param artifact what was published
 * @param judgement sizes and gates, where it came to one
 */
public record TerminationMessage(
    Optional<Reason> reason,
    String message,
    Optional<String> stage,
    Optional<Artifact> artifact,
    Optional<Judgement> judgement) {
  /** What Kubernetes keeps of a container's termination message. */
  public static final int LARGEST_BYTES = 4096;

  private static final int VERSION = 1;
  private static final int[] LENGTHS = {1 << 20, 1000, 400, 200, 100, 50, 20, 0};

  /** What was published. */
  public record Artifact(String uri, String digest, String modelDigest, long sizeBytes) {}

  /** Sizes and gates of a result. */
  public record Judgement(Sizes sizes, List<GateResult> gates) {
    public Judgement {
      gates = List.copyOf(gates);
    }
  }

  /** Returns the message as UTF-8, in at most {@link #LARGEST_BYTES} bytes. */
  public byte[] toBytes() {
    for (int longest : LENGTHS) {
      byte[] bytes = encode(longest, Math.max(longest, 200), Integer.MAX_VALUE);
      if (bytes.length <= LARGEST_BYTES) {
        return bytes;
      }
    }
    int gates = judgement.map(one -> one.gates().size()).orElse(0);
    for (int kept = gates; kept >= 0; kept--) {
      byte[] bytes = encode(0, 200, kept);
      if (bytes.length <= LARGEST_BYTES) {
        return bytes;
      }
    }
    return encode(0, 0, 0);
  }

  /**
   * @param longestGate characters kept of the sentence of each gate
   * @param longest characters kept of the message
   * @param mostGates gates that are told of
   */
  private byte[] encode(int longestGate, int longest, int mostGates) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("version", VERSION);
    root.put("outcome", outcome());
    reason.ifPresent(why -> root.put("reason", why.conditionReason()));
    putText(root, "message", message, longest);
    stage.ifPresent(name -> root.put("stage", name));
    artifact.ifPresent(one ->
        root.putObject("artifact")
            .put("uri", one.uri())
            .put("digest", one.digest())
            .put("modelDigest", one.modelDigest())
            .put("sizeBytes", one.sizeBytes()));
    judgement.ifPresent(one -> {
      root.putObject("sizes")
          .put("originalBytes", one.sizes().original())
          .put("compressedBytes", one.sizes().compressed());
      ArrayNode gates = root.putArray("gates");
      one.gates().stream()
          .sorted(Comparator.comparing(gate -> !gate.blocks()))
          .limit(mostGates)
          .forEach(gate -> write(gate, longestGate, gates.addObject()));
    });
    return JsonMapper.shared().writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
  }

  private String outcome() {
    return reason
        .map(why ->
            switch (why) {
              case GATES_FAILED, GATES_INCONCLUSIVE -> "GatesFailed";
              case INVALID_MODEL,
                  UNSUPPORTED_MODEL,
                  INVALID_MANIFEST,
                  DIGEST_MISMATCH,
                  INVALID_DATA,
                  DATA_OVERLAP,
                  NOT_FOUND,
                  ACCESS_DENIED,
                  STORE_UNAVAILABLE,
                  DISK_FULL,
                  OUT_OF_MEMORY,
                  INTERRUPTED,
                  ENGINE_ERROR ->
                  "Failed";
            })
        .orElse("Succeeded");
  }

  private static void write(GateResult gate, int longest, ObjectNode node) {
    node.put("name", gate.name())
        .put("metric", gate.metric().manifestName())
        .put("outcome", gate.outcome().manifestName());
    gate.figures().ifPresent(figures -> write(gate, figures, node));
    putText(node, "message", gate.message(), longest);
  }

  private static void write(GateResult gate, Figures figures, ObjectNode node) {
    node.put("value", gate.metric().format(figures.value()))
        .put("baseline", gate.metric().format(figures.baseline()))
        .put("bound", gate.metric().format(figures.bound()))
        .put("threshold", gate.threshold());
    if (figures.samples() > 0) {
      node.put("samples", figures.samples());
    }
  }

  private static void putText(ObjectNode node, String field, String text, int longest) {
    int end = text.length() <= longest ? text.length() : Math.max(0, longest - 1);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String kept = end == text.length() ? text : text.substring(0, end) + "…";
    if (longest > 0 && !text.isEmpty()) {
      node.put(field, kept);
    }
  }
}
