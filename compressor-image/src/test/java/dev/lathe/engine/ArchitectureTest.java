package dev.lathe.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom, and what a file may look like. */
class ArchitectureTest {
  private static final String ROOT = "dev.lathe.engine";
  private static final int LONGEST_FILE_LINES = 400;

  private static final JavaClasses ENGINE = engine();

  /**
   * What each package, its own parts included, may know besides itself, {@code failure} and {@code
   * wording}.
   */
  private static final Map<String, Set<String>> MAY_KNOW = new LinkedHashMap<>();

  static {
    MAY_KNOW.put("failure", Set.of());
    MAY_KNOW.put("wording", Set.of());
    MAY_KNOW.put("tensor", Set.of());
    MAY_KNOW.put("graph", Set.of("tensor"));
    MAY_KNOW.put("onnx", Set.of("graph", "tensor"));
    MAY_KNOW.put("runtime", Set.of("onnx", "graph", "tensor"));
    MAY_KNOW.put("execute", Set.of("graph", "tensor"));
    MAY_KNOW.put("data", Set.of("tensor"));
    MAY_KNOW.put("train", Set.of("execute", "graph", "tensor", "data"));
    MAY_KNOW.put("technique", Set.of("train", "execute", "graph", "tensor", "data"));
    MAY_KNOW.put("evaluate", Set.of("runtime", "onnx", "graph", "tensor", "data"));
    MAY_KNOW.put("artifact", Set.of());
    MAY_KNOW.put(
        "recipe",
        Set.of(
            "technique",
            "execute",
            "train",
            "evaluate",
            "artifact",
            "data",
            "runtime",
            "onnx",
            "graph",
            "tensor"));
    MAY_KNOW.put(
        "report", Set.of("recipe", "evaluate", "runtime", "technique", "train", "graph", "tensor"));
    MAY_KNOW.put(
        "cli",
        Set.of(
            "report",
            "recipe",
            "technique",
            "train",
            "evaluate",
            "artifact",
            "data",
            "runtime",
            "onnx",
            "graph",
            "tensor"));
  }

  /** Libraries are told by their names alone: reading their classes takes most of the time. */
  private static JavaClasses engine() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> found =
        ENGINE.stream()
            .map(type -> type.getPackageName().substring(ROOT.length()))
            .filter(name -> !name.isEmpty())
            .map(name -> name.split("\\.")[1])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(MAY_KNOW.keySet()).containsAll(found);
  }

  @Test
  void packagesKnowOnlyWhatTheTableSays() {
    MAY_KNOW.forEach((name, known) -> {
      Set<String> allowed = new TreeSet<>(known);
      allowed.add(name);
      allowed.add("failure");
      allowed.add("wording");
      classes()
          .that()
          .resideInAPackage(ROOT + "." + name + "..")
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.describe(
                  "are outside the engine or in " + allowed,
                  type -> !isEngine(type) || allowed.contains(topLevel(type))))
          .allowEmptyShould(true)
          .check(ENGINE);
    });
  }

  private static boolean isEngine(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  private static String topLevel(JavaClass type) {
    String[] parts = type.getPackageName().substring(ROOT.length()).split("\\.");
    return parts.length < 2 ? "" : parts[1];
  }

  @Test
  void theGraphKnowsNeitherItsShapesNorItsRewrites() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".graph")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".graph.shape", ROOT + ".graph.rewrite")
        .check(ENGINE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".graph.shape")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".graph.rewrite")
        .check(ENGINE);
  }

  @Test
  void techniquesDoNotKnowEachOther() {
    slices().matching(ROOT + ".technique.(*)..").should().notDependOnEachOther().check(ENGINE);
  }

  @Test
  void oneRuntimeIsBehindOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(ENGINE);
  }

  @Test
  void pyTorchIsBehindOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".execute..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..")
        .check(ENGINE);
  }

  @Test
  void theEngineKnowsNoCluster() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "io.quarkus..")
        .check(ENGINE);
  }

  @Test
  void valuesAndGraphsTouchNeitherFilesNorNetworkNorClock() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".tensor..", ROOT + ".graph..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..", "java.net..", "java.time..", "java.util.concurrent..")
        .check(ENGINE);
  }

  /** Lifting and folding constants are rewrites: there the word is what they work on. */
  @Test
  void nobodyKeepsABagClass() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*(Utils?|Helpers?|Manager|Common|Base|Impl|Misc|(?<!\\.Lift|\\.Fold)Constants)")
        .check(ENGINE);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    for (Path folder : foldersWithSources()) {
      Path info = folder.resolve("package-info.java");
      assertThat(info).exists();
      assertThat(Files.readString(info)).as(info.toString()).contains("@NullMarked");
    }
  }

  @Test
  void noFilePassesTheWall() throws IOException {
    for (Path source : sources()) {
      assertThat(Files.readAllLines(source).size())
          .as("lines of %s", source)
          .isLessThanOrEqualTo(LONGEST_FILE_LINES);
    }
  }

  private static Set<Path> foldersWithSources() throws IOException {
    return sources().stream().map(Path::getParent).collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
