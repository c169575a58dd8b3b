package dev.lathe.engine.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/** Files below a folder or in an archive, by their path with slashes. Nothing is unpacked. */
sealed interface PictureFiles extends Closeable {
  /** Returns the paths of all files and folders, sorted; those of folders end with a slash. */
  List<String> paths();

  /** Opens a file. */
  InputStream open(String path) throws IOException;

  /** Returns the files of which the digest is made, those that stand in {@code used}. */
  ContentFiles content(List<String> used);

  /** Opens a folder, {@code .zip} or {@code .tar}, told apart by content. */
  static PictureFiles open(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      return Folder.list(root);
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(root)) {
      head = in.readNBytes(262);
    }
    if (head.length > 4 && head[0] == 'P' && head[1] == 'K') {
      return Zip.list(root);
    }
    byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
    if (head.length == 262 && Arrays.equals(head, 257, 262, magic, 0, magic.length)) {
      return Tar.list(root);
    }
    throw DataFailure.invalid(
        root.getFileName() + " is neither a folder nor a .zip or .tar file of pictures");
  }

  /** Files of this machine; symbolic links are followed. */
  record Folder(Path root, List<String> paths) implements PictureFiles {
    static Folder list(Path root) throws IOException {
      try (Stream<Path> found = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
        return new Folder(
            root,
            found
                .filter(path -> !path.equals(root))
                .map(path -> name(root, path))
                .sorted()
                .toList());
      } catch (UncheckedIOException e) {
        throw new IOException("its folders cannot be listed: " + e.getMessage(), e);
      }
    }

    @Override
    public InputStream open(String path) throws IOException {
      return Files.newInputStream(root.resolve(path));
    }

    @Override
    public ContentFiles content(List<String> used) {
      SortedMap<String, Path> members = new TreeMap<>();
      used.forEach(path -> members.put(path, root.resolve(path)));
      return new ContentFiles(root, members);
    }

    @Override
    public void close() {}

    private static String name(Path root, Path path) {
      String name = root.relativize(path).toString().replace('\\', '/');
      return Files.isDirectory(path) ? name + "/" : name;
    }
  }

  /** Entries of a zip file. */
  record Zip(Path root, ZipFile zip, List<String> paths) implements PictureFiles {
    static Zip list(Path root) throws IOException {
      ZipFile zip = new ZipFile(root.toFile());
      return new Zip(root, zip, zip.stream().map(ZipEntry::getName).sorted().toList());
    }

    @Override
    public InputStream open(String path) throws IOException {
      ZipEntry entry = zip.getEntry(path);
      return new CheckedEntry(zip.getInputStream(entry), entry.getCrc(), path);
    }

    @Override
    public ContentFiles content(List<String> used) {
      return ContentFiles.single(root);
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  /** Entries of a tar file, found again by their position. */
  record Tar(Path root, TarFile tar, SortedMap<String, TarArchiveEntry> entries)
      implements PictureFiles {
    public Tar {
      entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    static Tar list(Path root) throws IOException {
      TarFile tar = new TarFile(root);
      SortedMap<String, TarArchiveEntry> entries = new TreeMap<>();
      for (TarArchiveEntry entry : tar.getEntries()) {
        if (entry.isFile() || entry.isDirectory()) {
          entries.put(entry.getName().replaceFirst("^\\./", ""), entry);
        }
      }
      return new Tar(root, tar, entries);
    }

    @Override
    public List<String> paths() {
      return entries.keySet().stream().filter(path -> !path.isEmpty()).toList();
    }

    @Override
    public InputStream open(String path) throws IOException {
      return tar.getInputStream(entries.get(path));
    }

    @Override
    public ContentFiles content(List<String> used) {
      return ContentFiles.single(root);
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }
}
