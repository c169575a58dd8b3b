package dev.lathe.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. */
class ArchitectureTest {
  private static final int WALL = 400;
  private static final String[] PURE = {
    "dev.lathe.operator.desired..",
    "dev.lathe.operator.observe..",
    "dev.lathe.operator.decide..",
    "dev.lathe.operator.status.."
  };
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lathe.operator");

  @Test
  void whatIsDecidedIsDecidedWithoutACluster() {
    classes()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "dev.lathe.crds",
                    "dev.lathe.operator..",
                    "io.fabric8.kubernetes.api..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..")
                .or(type(CustomResource.class))
                .or(type(Serialization.class)))
        .check(CLASSES);
  }

  @Test
  void whatIsDecidedIsDecidedWithoutAClockOrFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent..")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }

  /** Each line: a package, and those of ours that it may know beside itself. */
  @ParameterizedTest
  @CsvSource({
    "desired,''",
    "observe,desired",
    "decide,desired observe",
    "status,desired observe decide",
    "metrics,observe status",
    "act,desired observe decide status metrics",
    "progress,desired observe"
  })
  void packagesKnowOnlyWhatTheTableSays(String name, String known) {
    List<String> allowed = new ArrayList<>(List.of(name));
    allowed.addAll(List.of(known.split(" ")));
    List<String> forbidden =
        Stream.of("desired", "observe", "decide", "status", "metrics", "act", "progress")
            .filter(other -> !allowed.contains(other))
            .map(other -> "dev.lathe.operator.%s..".formatted(other))
            .toList();
    noClasses()
        .that()
        .resideInAPackage("dev.lathe.operator.%s..".formatted(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void nobodyKeepsABagOfFunctions() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Constants")
        .check(CLASSES);
  }

  @Test
  void noFilePassesTheWall() throws IOException {
    List<String> tooLong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          if (lines.count() > WALL && !file.toString().contains("/test/")) {
            tooLong.add(file.toString());
          }
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    try (Stream<Path> folders = Files.walk(Path.of("src/main/java"))) {
      List<Path> unmarked =
          folders
              .filter(Files::isDirectory)
              .filter(ArchitectureTest::holdsClasses)
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();
      assertThat(unmarked).isEmpty();
    }
  }

  private static boolean holdsClasses(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
