package io.gistwire.cli.bench.search;

import io.gistwire.cli.demo.DemoPhotos;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The photos around which a benchmark draws its gists. Immutable and thread-safe. */
public final class BenchPhotos {
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
    for (DemoPhotos.File photo : DemoPhotos.bundled()) {
      photos.add(photo.bytes());
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
