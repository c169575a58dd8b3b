package dev.lathe.crds;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The CRDs as the Java types say them. The generator is called here and not by its Maven plugin,
 * since that puts printer columns in the order of their JSONPaths: Age first and State last.
 */
final class GeneratedCrds {
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(ClusterCompressionRuntime.class, CompressionJob.class);

  private static final String HEADER =
      """
      # Generated from the Java types of crds/. To change it: change them, then run
      #   mvn test -pl crds -Dtest=CommittedFilesTest -Dlathe.rewrite=true
      """;

  private static final Pattern BOUND = Pattern.compile("((?:min|max)imum: )(-?[0-9.E]+)");

  private GeneratedCrds() {}

  /** Returns the text of each CRD by its file name. */
  static SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    Output output = new Output();
    new CRDGenerator()
        .withParallelGenerationEnabled(false)
        .customResourceClasses(KINDS)
        .withPostProcessor(new ColumnsInWrittenOrder())
        .withOutput(output)
        .generate();
    output.streams.forEach((name, bytes) -> {
      String yaml = withWholeNumbers(bytes.toString(StandardCharsets.UTF_8));
      files.put(name.replaceFirst("-v1$", "") + ".yaml", HEADER + withShortLeaves(yaml));
    });
    return files;
  }

  /**
   * Writes what holds nothing but scalars in one line: deep schemas are half indentation else.
   * Words that some reader takes for booleans, such as True, are quoted by the core schema.
   */
  private static String withShortLeaves(String yaml) {
    Object crd = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    DumpSettings oneLine =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .build();
    return new Dump(oneLine).dumpToString(crd);
  }

  /** Writes bounds of integers as integers: the generator knows them as doubles. */
  private static String withWholeNumbers(String yaml) {
    return BOUND
        .matcher(yaml)
        .replaceAll(bound -> bound.group(1) + new BigDecimal(bound.group(2)).toBigIntegerExact());
  }

  private static final class Output implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
    private final SortedMap<String, ByteArrayOutputStream> streams = new TreeMap<>();

    @Override
    public ByteArrayOutputStream outputFor(String name) {
      return streams.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
    }

    @Override
    public void close() {}
  }

  private static final class ColumnsInWrittenOrder implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata crd, String version) {
      if (crd instanceof CustomResourceDefinition definition) {
        String kind = definition.getSpec().getNames().getKind();
        List<String> written =
            KINDS.stream()
                .filter(type -> HasMetadata.getKind(type).equals(kind))
                .flatMap(
                    type -> Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
                .map(AdditionalPrinterColumn::name)
                .toList();
        definition
            .getSpec()
            .getVersions()
            .forEach(one ->
                one.getAdditionalPrinterColumns()
                    .sort(
                        Comparator.comparingInt((CustomResourceColumnDefinition column) ->
                            written.indexOf(column.getName()))));
      }
      return crd;
    }
  }
}
