package io.gistwire.bench.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Flickr8k's photos with what people said of them. */
public final class CaptionedPhotos {
  private CaptionedPhotos() {}

  /**
   * One photo.
   *
   * @param file its entry in {@code flickr8k.zip}
   * @param captions as people write, five as a rule
   */
  public record Photo(String file, List<String> captions) {}

  /**
   * The photos of one split, in the file's order.
   *
   * @param dataFolder with {@code flickr8k.tsv.xz}
   * @param split {@code test} or {@code val}
   * @throws IOException when the file is missing or cannot be read
   */
  public static List<Photo> read(Path dataFolder, String split) throws IOException {
    return new EvaluationData(dataFolder)
        .flickr8k(split).stream()
            .map(photo -> new Photo(photo.file(), List.copyOf(photo.captions())))
            .toList();
  }
}
