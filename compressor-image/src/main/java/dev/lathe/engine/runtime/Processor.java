package dev.lathe.engine.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The processor a measurement was made on.
 *
 * @param architecture as the JVM spells it: {@code amd64}, {@code aarch64}
 * @param model what the processor calls itself; empty where the system does not say
 * @param features its vector and integer extensions, sorted
 * @param count processors this process may use
 */
public record Processor(
    String architecture, String model, SequencedSet<String> features, int count) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Those that change how fast or how exactly 8-bit models run. */
  private static final List<String> TELLING_PREFIXES =
      List.of("sse4", "avx", "fma", "f16c", "amx", "asimd", "sve", "i8mm", "bf16", "fphp");

  public Processor {
    features = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(features));
  }

  /** Returns the processor this process runs on. */
  public static Processor current() {
    List<String> lines = List.of();
    try {
      lines = Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : lines;
    } catch (IOException e) {
      lines = List.of();
    }
    return parse(
        System.getProperty("os.arch", ""), lines, Runtime.getRuntime().availableProcessors());
  }

  /** Reads the lines of Linux's {@code /proc/cpuinfo}, of which the first processor counts. */
  static Processor parse(String architecture, List<String> lines, int count) {
    String model = "";
    Set<String> features = new TreeSet<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
        case "model name" -> model = model.isEmpty() ? value : model;
        case "flags", "features" -> {
          for (String flag : value.split("\\s+")) {
            if (TELLING_PREFIXES.stream().anyMatch(flag::startsWith)) {
              features.add(flag);
            }
          }
        }
        default -> {}
      }
    }
    return new Processor(architecture, model, new LinkedHashSet<>(features), count);
  }

  /** Returns the class of processor that decides over 8-bit arithmetic. */
  public InstructionSet instructionSet() {
    return switch (architecture) {
      case "aarch64", "arm64" -> InstructionSet.ARM64;
      case "amd64", "x86_64" -> {
        if (features.contains("avx512_vnni") || features.contains("avx_vnni")) {
          yield InstructionSet.VNNI;
        }
        if (features.contains("avx512f")) {
          yield InstructionSet.AVX512;
        }
        yield features.contains("avx2") ? InstructionSet.AVX2 : InstructionSet.X64;
      }
      default -> InstructionSet.OTHER;
    };
  }
}
