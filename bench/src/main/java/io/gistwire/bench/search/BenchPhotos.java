package io.gistwire.bench.search;

import io.gistwire.cli.demo.DemoPhotos;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
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

  /** The photos below a folder, at least two; those that cannot be read are reported. */
  public static BenchPhotos of(Path folder, ModelPack pack, Problems problems)
      throws PackException {
    List<float[]> vectors = new ArrayList<>();
    for (FileSearch.Found file : FileSearch.forPhotos(problems).below(List.of(folder))) {
      try {
        vectors.add(pack.photoEncoder().vector(PhotoFile.read(file.path())));
      } catch (IOException | UnreadablePhotoException unreadable) {
        problems.add(file.path(), unreadable);
      }
    }
    if (vectors.size() < 2) {
      throw new CommandException(
          folder + " has " + vectors.size() + " readable photos; at least 2 are needed",
          "Gists are drawn between the vectors of two photos.");
    }
    return drawn(pack, vectors);
  }

  private static BenchPhotos of(ModelPack pack, List<byte[]> photos)
      throws PackException, UnreadablePhotoException {
    List<float[]> raw = new ArrayList<>();
    for (byte[] photo : photos) {
      raw.add(pack.photoEncoder().vector(photo));
    }
    return drawn(pack, raw);
  }

  private static BenchPhotos drawn(ModelPack pack, List<float[]> raw) throws PackException {
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
