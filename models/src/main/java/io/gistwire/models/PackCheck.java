package io.gistwire.models;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.PackException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Runs a loaded pack once through everything it promises: {@code gistwire models verify}. Loading
 * has checked manifest, sums and fingerprint already.
 */
public final class PackCheck {
  private static final float TOLERANCE = 1e-4f;
  private static final int SIDE = 64;

  private final ModelPack pack;
  private final List<String> passed = new ArrayList<>();

  private PackCheck(ModelPack pack) {
    this.pack = pack;
  }

  /**
   * Checks the pack.
   *
   * @return one sentence for each check that passed
   * @throws PackException at the first that did not
   */
  public static List<String> run(ModelPack pack) throws PackException {
    PackCheck check = new PackCheck(pack);
    check.passed.add(
        "manifest, "
            + pack.manifest().files().size()
            + " files and code fingerprint "
            + pack.fingerprint());
    try {
      check.photos();
      if (pack.hasTextEncoder()) {
        check.queries();
      }
    } catch (UnreadablePhotoException | GistFormatException | IllegalArgumentException e) {
      throw new PackException("pack " + pack.manifest().name() + ": " + e.getMessage(), e);
    }
    return check.passed;
  }

  private void photos() throws PackException, UnreadablePhotoException, GistFormatException {
    byte[] photo = picture();
    float[] once = pack.photoEncoder().vector(photo);
    if (distance(once, pack.photoEncoder().vector(photo)) > TOLERANCE) {
      throw new PackException("the image encoder gives another vector for the same photo");
    }
    passed.add("image encoder: [1, " + once.length + "], length " + length(once));
    Set<LayerKind> kinds = EnumSet.noneOf(LayerKind.class);
    for (LayerSpec layer : pack.manifest().code().layers()) {
      kinds.add(layer.kind());
    }
    EncodeOptions options =
        EncodeOptions.defaults()
            .withEmbeddingBytes(pack.manifest().embeddingBytes())
            .withLayers(kinds);
    Gist gist = pack.photoEncoder().encode(photo, options);
    GistReader reader = pack.gistReader();
    reader.labels(gist);
    reader.layout(gist);
    reader.semanticMap(gist);
    if (pack.captioner().isPresent()) {
      pack.captioner().get().read(gist);
    }
    passed.add("layers of a test picture: " + gist.layers());
    if (pack.inferrer().isPresent()) {
      Layer embedding = gist.layer(LayerKind.EMBEDDING).orElseThrow();
      String text = pack.inferrer().get().infer(embedding).orElseThrow().text();
      passed.add("inferred caption of the test picture: " + text);
    }
  }

  private void queries() throws PackException {
    TextEncoder encoder = pack.textEncoder();
    List<String> texts = List.of("a dog runs on grass", "cat", "Two people stand in the snow.");
    List<float[]> batch = encoder.encodeAll(texts, QueryStyle.SENTENCE);
    for (int i = 0; i < texts.size(); i++) {
      float apart = distance(batch.get(i), encoder.encode(texts.get(i), QueryStyle.SENTENCE));
      if (apart > TOLERANCE) {
        throw new PackException(
            "the text encoder gives \""
                + texts.get(i)
                + "\" another vector in a batch (by "
                + apart
                + "); padding must not count");
      }
    }
    encoder.encode("cat", QueryStyle.LABEL);
    passed.add("text encoder: the same vectors alone and in a batch");
  }

  private static float distance(float[] a, float[] b) {
    float most = 0;
    for (int j = 0; j < a.length; j++) {
      most = Math.max(most, Math.abs(a[j] - b[j]));
    }
    return most;
  }

  private static float length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return (float) Math.sqrt(squares);
  }

  /** A PNG of colour slopes: needs no picture writer. */
  private static byte[] picture() {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
      for (int y = 0; y < SIDE; y++) {
        deflater.write(0);
        for (int x = 0; x < SIDE; x++) {
          deflater.write(new byte[] {(byte) (4 * x), (byte) (4 * y), (byte) (2 * (x + y))});
        }
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    byte[] header =
        ByteBuffer.allocate(13).putInt(SIDE).putInt(SIDE).put((byte) 8).put((byte) 2).array();
    png.writeBytes(chunk("IHDR", header));
    png.writeBytes(chunk("IDAT", rows.toByteArray()));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String kind, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12).putInt(body.length);
    chunk.put(kind.getBytes(StandardCharsets.US_ASCII)).put(body);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, body.length + 4);
    return chunk.putInt((int) sum.getValue()).array();
  }
}
