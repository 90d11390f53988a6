package io.gistwire.bench.pack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/** The data folder: captions and labels in tab-separated text, photos in zip files. */
final class EvaluationData {
  private static final Set<String> NO_LABEL = Set.of("", "Not sure", "Other", "Skip");
  private static final int SYNSET_PREFIX = 10;

  private final Path folder;

  /** A photo with its true label. */
  record Labelled(String file, String label) {}

  /** A photo with its captions. */
  record Captioned(String file, List<String> captions) {}

  EvaluationData(Path folder) {
    this.folder = folder;
  }

  Path archive(String name) {
    return folder.resolve(name);
  }

  /** The first photo of an archive, by name. */
  byte[] first(String archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive(archive).toFile())) {
      ZipEntry first =
          zip.stream()
              .filter(entry -> !entry.isDirectory())
              .min(Comparator.comparing(ZipEntry::getName))
              .orElseThrow(() -> new IOException(archive + " is empty"));
      try (InputStream in = zip.getInputStream(first)) {
        return in.readAllBytes();
      }
    }
  }

  /** Flickr8k's photos of one split, in the file's order. */
  List<Captioned> flickr8k(String split) throws IOException {
    Map<String, List<String>> captions = new LinkedHashMap<>();
    for (Map<String, String> row : table("flickr8k.tsv.xz")) {
      if (row.get("split").equals(split)) {
        captions
            .computeIfAbsent(row.get("file"), file -> new ArrayList<>())
            .add(Detokeniser.detokenise(row.get("caption")));
      }
    }
    List<Captioned> photos = new ArrayList<>();
    captions.forEach((file, texts) -> photos.add(new Captioned(file, texts)));
    return photos;
  }

  /** The labelled photos of one set of {@code photos.tsv}. */
  List<Labelled> labelled(String set) throws IOException {
    List<Labelled> photos = new ArrayList<>();
    for (Map<String, String> row : table("photos.tsv")) {
      if (row.get("set").equals(set) && !NO_LABEL.contains(row.get("label"))) {
        photos.add(new Labelled(row.get("file"), row.get("label")));
      }
    }
    return photos;
  }

  /** One photo for each ImageNet class; the class is in the file's name. */
  List<Labelled> imagenetSample() throws IOException {
    List<Labelled> photos = new ArrayList<>();
    try (ZipFile zip = new ZipFile(archive("imagenet-sample.zip").toFile())) {
      zip.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".jpg"))
          .sorted()
          .forEach(name -> photos.add(new Labelled(name, label(name))));
    }
    return photos;
  }

  private static String label(String file) {
    return file.substring(SYNSET_PREFIX, file.length() - ".jpg".length()).replace('_', ' ');
  }

  private List<Map<String, String>> table(String name) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    InputStream raw = Files.newInputStream(folder.resolve(name));
    try (InputStream in = name.endsWith(".xz") ? new XZInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String[] columns = lines.readLine().split("\t", -1);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split("\t", -1);
        if (cells.length != columns.length) {
          throw new IOException(
              name + " has a line of " + cells.length + " columns; " + columns.length + " needed");
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i++) {
          row.put(columns[i], cells[i]);
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
