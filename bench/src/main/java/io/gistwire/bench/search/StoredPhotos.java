package io.gistwire.bench.search;

import io.gistwire.bench.pack.CaptionedPhotos;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Progress;
import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistKey;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Captioned photos whose gists a server holds: 16 bytes of embedding and the caption that the pack
 * states itself, which costs no byte.
 *
 * @param photos with their captions
 * @param codes their embedding layers, in the same order
 * @param numbers index into the photos by name of the gist
 */
record StoredPhotos(
    List<CaptionedPhotos.Photo> photos, List<byte[]> codes, Map<String, Integer> numbers) {
  static final String SOURCE = "photos";

  /** Encodes photos of a zip file on this side, sends them over a stream, waits for the acks. */
  static StoredPhotos send(
      List<CaptionedPhotos.Photo> photos, Path zip, ModelPack pack, GistwireClient client)
      throws IOException,
          PackException,
          UnreadablePhotoException,
          InterruptedException,
          ExecutionException {
    List<byte[]> codes = new ArrayList<>();
    List<CompletableFuture<GistKey>> delivered = new ArrayList<>();
    try (ZipFile archive = new ZipFile(zip.toFile());
        GistStream stream = client.open(SOURCE);
        Progress progress = Progress.start("Encoding photos", photos.size())) {
      for (CaptionedPhotos.Photo photo : photos) {
        byte[] file = read(archive, photo.file());
        Gist gist = pack.photoEncoder().encode(file, EncodeOptions.defaults());
        codes.add(gist.layer(LayerKind.EMBEDDING).orElseThrow().toByteArray());
        stream.ready().toCompletableFuture().get();
        delivered.add(stream.send(gist, CaptureInfo.now()).delivered().toCompletableFuture());
        progress.step();
      }
      stream.flush();
      Map<String, Integer> numbers = new HashMap<>();
      for (int i = 0; i < delivered.size(); i++) {
        numbers.put(delivered.get(i).get().name(), i);
      }
      return new StoredPhotos(photos, codes, numbers);
    }
  }

  private static byte[] read(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new CommandException(zip.getName() + " has no file " + name, "");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
