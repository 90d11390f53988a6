package io.gistwire.bench;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Photos with a true label: a folder with one folder a label, or a folder with {@code photos.zip}
 * and {@code photos.tsv} (columns file, set, label).
 *
 * @param labels the distinct labels, sorted
 * @param photos the photos in a seeded random order
 */
record LabelledPhotos(List<String> labels, List<Photo> photos) {
  private static final int MAX_PHOTO_BYTES = 64 << 20;

  /**
   * One photo.
   *
   * @param name file name, for messages
   * @param bytes the file
   * @param label index into the labels
   */
  record Photo(String name, byte[] bytes, int label) {}

  private record Entry(String file, String label) {}

  /**
   * Reads at most {@code limit} photos, chosen by a seed.
   *
   * @param set the set of {@code photos.tsv} to take; ignored for folders of labels
   * @param problems is told of files of folders that cannot be read; they are left out
   */
  static LabelledPhotos read(Path data, String set, int limit, long seed, Problems problems)
      throws IOException {
    return isArchive(data)
        ? fromZip(data.resolve("photos.zip"), data.resolve("photos.tsv"), set, limit, seed)
        : fromFolders(data, limit, seed, problems);
  }

  /** Whether the folder holds {@code photos.zip} and not one folder a label. */
  static boolean isArchive(Path data) {
    return Files.exists(data.resolve("photos.zip"));
  }

  private static LabelledPhotos fromZip(Path zip, Path table, String set, int limit, long seed)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(table)) {
      String[] cells = line.split("\t", -1);
      if (cells.length == 3 && cells[1].equals(set) && !cells[2].isEmpty()) {
        entries.add(new Entry(cells[0], cells[2]));
      }
    }
    if (entries.isEmpty()) {
      throw new CommandException(
          "no labelled photo of set '" + set + "' in " + table,
          "Its second column names the sets.");
    }
    List<String> labels = labels(entries);
    List<Photo> photos = new ArrayList<>();
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (Entry entry : choose(entries, limit, seed)) {
        photos.add(
            new Photo(entry.file(), read(archive, entry.file()), labels.indexOf(entry.label())));
      }
    }
    return new LabelledPhotos(labels, photos);
  }

  private static byte[] read(ZipFile archive, String name) throws IOException {
    ZipEntry entry = archive.getEntry(name);
    if (entry == null || entry.getSize() > MAX_PHOTO_BYTES) {
      throw new CommandException(
          archive.getName() + " has no file " + name + " of at most " + MAX_PHOTO_BYTES + " bytes",
          "");
    }
    return archive.getInputStream(entry).readNBytes(MAX_PHOTO_BYTES);
  }

  private static LabelledPhotos fromFolders(Path data, int limit, long seed, Problems problems) {
    List<Entry> entries = new ArrayList<>();
    for (FileSearch.Found photo : FileSearch.forPhotos(problems).below(List.of(data))) {
      if (photo.relative().getNameCount() > 1) {
        String label = photo.path().getParent().getFileName().toString();
        entries.add(new Entry(photo.path().toString(), label));
      }
    }
    List<String> labels = labels(entries);
    if (labels.size() < 2) {
      throw new CommandException(
          data + " has " + labels.size() + " folders with photos; two labels or more are needed",
          "Put the photos of each label into a folder of its name.");
    }
    List<Photo> photos = new ArrayList<>();
    for (Entry entry : choose(entries, limit, seed)) {
      try {
        byte[] bytes = PhotoFile.read(Path.of(entry.file()));
        photos.add(new Photo(entry.file(), bytes, labels.indexOf(entry.label())));
      } catch (IOException | UnreadablePhotoException unreadable) {
        problems.add(entry.file(), unreadable);
      }
    }
    return new LabelledPhotos(labels, photos);
  }

  private static List<String> labels(List<Entry> entries) {
    TreeSet<String> labels = new TreeSet<>();
    entries.forEach(entry -> labels.add(entry.label()));
    return List.copyOf(labels);
  }

  private static List<Entry> choose(List<Entry> entries, int limit, long seed) {
    List<Entry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled.subList(0, Math.min(limit, shuffled.size()));
  }
}
