package dev.lathe.engine.report;

import dev.lathe.engine.evaluate.Confusion;
import dev.lathe.engine.evaluate.Evaluation;
import dev.lathe.engine.evaluate.LatencyComparison;
import dev.lathe.engine.evaluate.MetricSummary;
import dev.lathe.engine.evaluate.SpeedVerdict;
import dev.lathe.engine.evaluate.gate.GateResult;
import dev.lathe.engine.recipe.RunReport;
import dev.lathe.engine.runtime.OptimizedGraph;
import dev.lathe.engine.runtime.RuntimeFacts;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report for programs, as {@code docs/report.md} describes it. Fields keep their order; only
 * those that come from timed runs differ between two runs of the same job.
 */
final class ReportJson {
  private static final int VERSION = 1;

  private ReportJson() {}

  static String of(RunReport report) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("version", VERSION);
    root.put("job", report.job().name());
    root.put("verdict", report.verdict().reportName());
    ArrayNode gates = root.putArray("gates");
    report.gates().forEach(gate -> write(gate, gates.addObject()));
    write(report.compression().sizes(), root.putObject("sizes"));
    ArrayNode metrics = root.putArray("metrics");
    report.metrics().forEach(metric -> write(metric, metrics.addObject()));
    report.evaluation().outputs().ifPresent(outputs -> write(outputs, root.putObject("outputs")));
    report
        .timing()
        .ifPresent(timing -> {
          write(timing.runs(), root.putObject("latency"));
          write(timing.verdict(), root.putObject("speed"));
        });
    writeCompression(report.compression(), root);
    report
        .evaluation()
        .graphs()
        .ifPresent(graphs -> {
          ObjectNode node = root.putObject("graphs");
          write(graphs.original(), node.putObject("original"));
          write(graphs.candidate(), node.putObject("compressed"));
        });
    write(report.evaluation().environment(), root.putObject("environment"));
    writeProvenance(report, root.putObject("provenance"));
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void write(GateResult gate, ObjectNode node) {
    node.put("name", gate.name())
        .put("metric", gate.metric().manifestName())
        .put("severity", gate.severity().manifestName())
        .put("threshold", gate.threshold())
        .put("level", gate.gate().rigour().level())
        .put("minSamples", gate.gate().rigour().minSamples())
        .put("outcome", gate.outcome().manifestName());
    gate.figures()
        .ifPresent(figures ->
            node.put("value", figures.value())
                .put("baseline", figures.baseline())
                .put("bound", figures.bound())
                .put("samples", figures.samples()));
    node.put("message", gate.message());
  }

  private static void write(RunReport.Sizes sizes, ObjectNode node) {
    node.put("originalBytes", sizes.original()).put("compressedBytes", sizes.compressed());
  }

  private static void write(MetricSummary summary, ObjectNode node) {
    MetricSummary.Range range = summary.range();
    node.put("metric", summary.metric().manifestName())
        .put("original", range.original())
        .put("compressed", range.candidate())
        .put("lower", range.interval().lower())
        .put("upper", range.interval().upper());
    summary
        .change()
        .ifPresent(change ->
            node.putObject(change.quantity().name().toLowerCase(Locale.ROOT))
                .put("value", change.value())
                .put("lower", change.interval().lower())
                .put("upper", change.interval().upper()));
    node.put("samples", summary.basis().samples()).put("method", summary.basis().method());
    summary.basis().doubt().ifPresent(doubt -> node.put("doubt", doubt));
  }

  private static void write(Evaluation.Outputs outputs, ObjectNode node) {
    node.put("name", outputs.name())
        .put("samples", outputs.samples())
        .put("classified", outputs.isClassified());
    outputs
        .confusions()
        .ifPresent(both -> {
          ObjectNode confusions = node.putObject("confusions");
          write(both.original(), confusions.putArray("original"));
          write(both.candidate(), confusions.putArray("compressed"));
        });
  }

  private static void write(Confusion confusion, ArrayNode rows) {
    for (List<Long> counts : confusion.counts()) {
      ArrayNode row = rows.addArray();
      counts.forEach(row::add);
    }
  }

  private static void write(LatencyComparison runs, ObjectNode node) {
    node.put("batchSize", runs.settings().batchSize()).put("warmup", runs.settings().warmup());
    ArrayNode original = node.putArray("originalMillis");
    runs.originalMillis().forEach(original::add);
    ArrayNode compressed = node.putArray("compressedMillis");
    runs.candidateMillis().forEach(compressed::add);
  }

  private static void write(SpeedVerdict verdict, ObjectNode node) {
    node.put("verdict", verdict.kind().reportName())
        .put("ratio", verdict.ratio())
        .put("lower", verdict.interval().lower())
        .put("upper", verdict.interval().upper());
    ArrayNode reasons = node.putArray("reasons");
    verdict.reasons().forEach(reasons::add);
  }

  private static void writeCompression(RunReport.Compression compression, ObjectNode root) {
    if (!compression.trainings().isEmpty()) {
      ArrayNode trainings = root.putArray("training");
      compression.trainings().forEach(one -> TrainingJson.write(one, trainings.addObject()));
    }
    ArrayNode layers = root.putArray("layers");
    for (RunReport.Layer layer : compression.layers()) {
      ObjectNode node = layers.addObject();
      node.put("name", layer.name()).put("operator", layer.opType());
      write(layer.bytes(), node);
      put(node, "weightSqnrDecibels", layer.weightSqnrDecibels());
      put(node, "outputSqnrDecibels", layer.outputSqnrDecibels());
    }
    ArrayNode kept = root.putArray("kept");
    compression
        .kept()
        .forEach(one ->
            kept.addObject()
                .put("name", one.name())
                .put("operator", one.opType())
                .put("reason", one.reason()));
    ArrayNode notes = root.putArray("notes");
    compression.notes().forEach(notes::add);
  }

  /** JSON has no infinity: what has no error at all has no ratio to it. */
  private static void put(ObjectNode node, String field, OptionalDouble decibels) {
    if (decibels.isPresent() && Double.isFinite(decibels.getAsDouble())) {
      node.put(field, decibels.getAsDouble());
    }
  }

  private static void write(OptimizedGraph graph, ObjectNode node) {
    node.put("integerNodes", graph.integerNodes())
        .put("floatNodes", graph.floatNodes())
        .put("depthwiseNodes", graph.depthwiseNodes());
    node.putObject("conversions")
        .put("edge", graph.conversions().edge())
        .put("weights", graph.conversions().weights())
        .put("inner", graph.conversions().inner());
    ObjectNode operators = node.putObject("operators");
    graph.operators().forEach(operators::put);
  }

  private static void write(RuntimeFacts facts, ObjectNode node) {
    node.put("runtime", facts.runtime())
        .put("provider", facts.provider())
        .put("threads", facts.threads())
        .put("architecture", facts.processor().architecture())
        .put("processor", facts.processor().model())
        .put("processors", facts.processor().count());
    ArrayNode features = node.putArray("features");
    facts.processor().features().forEach(features::add);
  }

  private static void writeProvenance(RunReport report, ObjectNode node) {
    RunReport.Provenance provenance = report.provenance();
    node.put("engine", provenance.making().engine())
        .put("recipe", report.job().recipe())
        .put("target", provenance.making().target())
        .put("seed", provenance.making().seed());
    node.putObject("model")
        .put("uri", provenance.model().uri())
        .put("digest", provenance.model().digest());
    ArrayNode data = node.putArray("data");
    for (RunReport.DataOrigin one : provenance.data()) {
      data.addObject()
          .put("role", one.role())
          .put("uri", one.origin().uri())
          .put("digest", one.origin().digest())
          .put("samples", one.samples());
    }
    node.putObject("result").put("digest", provenance.resultDigest());
    node.put("manifest", report.job().manifest());
  }
}
