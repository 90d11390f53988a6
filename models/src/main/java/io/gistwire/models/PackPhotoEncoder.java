package io.gistwire.models;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.engine.Tensor;
import io.gistwire.models.layers.CodedPhoto;
import io.gistwire.models.layers.Condition;
import io.gistwire.models.layers.LayerWriter;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.picture.PhotoBudget;
import io.gistwire.models.picture.PhotoReader;
import io.gistwire.models.picture.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Encodes photos with a pack: file to picture to vector to gist. Thread-safe. */
public final class PackPhotoEncoder implements PhotoEncoder {
  private final PackManifest manifest;
  private final ImageNetwork network;
  private final Quantizer quantizer;
  private final List<LayerWriter> writers;

  PackPhotoEncoder(PackManifest manifest, ImageNetwork network, PackCodecs codecs)
      throws PackException {
    this.manifest = manifest;
    this.network = network;
    this.quantizer = codecs.quantizer();
    this.writers = codecs.writers();
  }

  @Override
  public CodeFingerprint fingerprint() {
    return manifest.codeFingerprint();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Layers that the pack does not make are left out.
   *
   * @throws IllegalArgumentException when the pack does not allow that length of the embedding
   */
  @Override
  public Gist encode(byte[] photo, EncodeOptions options) throws UnreadablePhotoException {
    return encode(photo, options, PhotoBudget.UNBOUNDED);
  }

  /** As {@link #encode(byte[], EncodeOptions)}, decoding within a budget. */
  public Gist encode(byte[] photo, EncodeOptions options, PhotoBudget budget)
      throws UnreadablePhotoException {
    checkLength(options.embeddingBytes());
    Picture picture = PhotoReader.read(photo, budget);
    budget.check();
    List<Tensor.Floats> outputs = network.run(picture);
    float[] vector = outputs.get(0).values();
    Layer embedding = embedding(vector, options.embeddingBytes());
    CodedPhoto coded =
        new CodedPhoto(
            picture,
            vector,
            outputs.size() > 1 ? outputs.get(1).values() : new float[0],
            embedding,
            options.layers().contains(LayerKind.EMBEDDING)
                ? condition(embedding)
                : Condition.none(quantizer.dimension()));
    List<Layer> layers = new ArrayList<>();
    if (options.layers().contains(LayerKind.EMBEDDING)) {
      layers.add(embedding);
    }
    for (LayerWriter writer : writers) {
      if (options.layers().contains(writer.kind())) {
        writer.write(coded, options).ifPresent(layers::add);
      }
    }
    return Gist.of(fingerprint(), layers);
  }

  private Condition condition(Layer embedding) {
    try {
      return Condition.of(quantizer, embedding);
    } catch (GistFormatException e) {
      throw new IllegalStateException("the quantiser does not read what it wrote", e);
    }
  }

  /**
   * The photo's raw vector, which the quantiser encodes: for measuring, and for search by photo.
   *
   * @return D numbers
   * @throws UnreadablePhotoException as {@link #encode}
   */
  public float[] vector(byte[] photo) throws UnreadablePhotoException {
    return vector(photo, PhotoBudget.UNBOUNDED);
  }

  /** As {@link #vector(byte[])}, decoding within a budget. */
  public float[] vector(byte[] photo, PhotoBudget budget) throws UnreadablePhotoException {
    Picture picture = PhotoReader.read(photo, budget);
    budget.check();
    return network.run(picture).get(0).values();
  }

  private void checkLength(int bytes) {
    LayerSpec spec = manifest.code().embedding();
    if (!spec.allows(bytes)) {
      throw new IllegalArgumentException(
          "embedding of "
              + bytes
              + " bytes was asked for; pack "
              + manifest.name()
              + " allows "
              + (spec.prefixes() ? spec.minBytes() + " to " : "only ")
              + spec.maxBytes());
    }
  }

  private Layer embedding(float[] vector, int bytes) {
    byte[] code = quantizer.encode(vector);
    return Layer.of(LayerKind.EMBEDDING, code.length == bytes ? code : Arrays.copyOf(code, bytes));
  }
}
