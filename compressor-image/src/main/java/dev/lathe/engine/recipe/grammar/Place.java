package dev.lathe.engine.recipe.grammar;

/**
 * Where something stands in a file.
 *
 * @param path of the field, as in {@code spec.recipe[0].quantize.mode}; empty for the root
 * @param line from 1
 * @param column from 1
 */
public record Place(String path, int line, int column) {
  Place field(String name, int atLine, int atColumn) {
    String joined = path.isEmpty() ? name : path + "." + name;
    return new Place(joined, atLine, atColumn);
  }

  Place item(int index, int atLine, int atColumn) {
    return new Place(path + "[" + index + "]", atLine, atColumn);
  }
}
