package io.gistwire.cli.bench.search;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The photos around which a benchmark draws its gists. Immutable and thread-safe. */
public final class BenchPhotos {
  private static final String BUNDLED = "/io/gistwire/cli/demo/photos/kodim%02d.jpg";
  private static final int BUNDLED_COUNT = 24;

  private final PhotoLikeVectors vectors;
  private final GistFill fill;

  private BenchPhotos(PhotoLikeVectors vectors, GistFill fill) {
    this.vectors = vectors;
    this.fill = fill;
  }

  /** The bundled photos, encoded with a pack. */
  public static BenchPhotos bundled(ModelPack pack)
      throws IOException, PackException, UnreadablePhotoException {
    List<byte[]> photos = new ArrayList<>();
    for (int i = 1; i <= BUNDLED_COUNT; i++) {
      String name = String.format(Locale.ROOT, BUNDLED, i);
      try (InputStream in = BenchPhotos.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new FileNotFoundException("bundled photo " + name + " is missing from this build");
        }
        photos.add(in.readAllBytes());
      }
    }
    return of(pack, photos);
  }

  /** Photos of the user's own, at least two, encoded with a pack. */
  public static BenchPhotos of(List<Path> files, ModelPack pack)
      throws IOException, PackException, UnreadablePhotoException {
    List<byte[]> photos = new ArrayList<>();
    for (Path file : files) {
      photos.add(Files.readAllBytes(file));
    }
    return of(pack, photos);
  }

  private static BenchPhotos of(ModelPack pack, List<byte[]> photos)
      throws PackException, UnreadablePhotoException {
    List<float[]> raw = new ArrayList<>();
    for (byte[] photo : photos) {
      raw.add(pack.photoEncoder().vector(photo));
    }
    PhotoLikeVectors vectors = new PhotoLikeVectors(raw);
    return new BenchPhotos(vectors, new GistFill(pack.fingerprint(), pack.quantizer(), vectors));
  }

  /** Vectors spread like those of the photos. */
  PhotoLikeVectors vectors() {
    return vectors;
  }

  /** Sends gists of such vectors. */
  GistFill fill() {
    return fill;
  }
}
