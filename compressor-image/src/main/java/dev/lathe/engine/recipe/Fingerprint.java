package dev.lathe.engine.recipe;

import dev.lathe.engine.artifact.Digest;
import dev.lathe.engine.data.Overlap.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the weights of a training depend on, so that no other training goes on from them. */
final class Fingerprint {
  private Fingerprint() {}

  /**
   * Returns the fingerprint of a step of a recipe.
   *
   * @param index of the step, from 0
   */
  static String of(Bench bench, int index) {
    Manifest manifest = bench.manifest();
    List<String> lines = new ArrayList<>();
    lines.add("engine " + Version.current());
    bench
        .inputs()
        .models()
        .values()
        .forEach(model -> lines.add(model.field() + " " + model.digest()));
    for (Role role : Provenance.LEARNT_FROM) {
      bench
          .inputs()
          .data()
          .get(role)
          .ifPresent(one ->
              lines.add(
                  "%s %s %d %s %s %s"
                      .formatted(
                          role.text(),
                          one.dataset().digest(),
                          one.dataset().size(),
                          one.loading().wanted().spec(),
                          one.loading().wanted().augmentation(),
                          one.loading().tokenizer().map(ResultFile::digest))));
    }
    lines.add("recipe " + RecipeText.of(manifest.recipe().subList(0, index + 1)));
    lines.add("target " + bench.target());
    lines.add("seed " + manifest.running().seed());
    lines.add("threads " + bench.workplace().threads());
    return Digest.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
