package io.gistwire.server.packs;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.PackException;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.admission.PhotoMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** One pack that is served. Thread-safe. */
public final class ServedPack implements AutoCloseable {
  private final ModelPack model;
  private final GistRules rules;
  private final PhotoMemory photos;
  private DevicePart devicePart;

  ServedPack(ModelPack model, PhotoMemory photos) {
    this.model = model;
    this.photos = photos;
    this.rules = rulesOf(model);
  }

  private static GistRules rulesOf(ModelPack model) {
    List<LayerLimit> limits = new ArrayList<>();
    for (LayerSpec spec : model.manifest().code().layers()) {
      LayerKind kind = LayerKind.forNumber(spec.kind().number());
      boolean onlyLongest = kind == LayerKind.LAYER_KIND_EMBEDDING && !spec.prefixes();
      int minBytes = onlyLongest ? spec.maxBytes() : spec.minBytes();
      limits.add(new LayerLimit(kind, minBytes, spec.maxBytes()));
    }
    return GistRules.of("pack " + model.manifest().name(), limits);
  }

  /** The pack itself: encoders, quantiser, labels. */
  public ModelPack model() {
    return model;
  }

  /**
   * Encodes a photo for the caller of the current context.
   *
   * @throws UnreadablePhotoException also when it is larger than this server decodes
   * @throws io.gistwire.server.refusal.Refusal when memory or time for it is not there
   */
  public Gist encode(byte[] photo, EncodeOptions options)
      throws UnreadablePhotoException, PackException {
    try (PhotoMemory.Decoding decoding = photos.begin()) {
      return model.photoEncoder().encode(photo, options, decoding);
    }
  }

  /** A photo's raw vector, as {@link #encode}. */
  public float[] vector(byte[] photo) throws UnreadablePhotoException, PackException {
    try (PhotoMemory.Decoding decoding = photos.begin()) {
      return model.photoEncoder().vector(photo, decoding);
    }
  }

  /** {@code packs/{name}}. */
  public String name() {
    return "packs/" + model.manifest().name();
  }

  /** What gives its gists' bits their meaning. */
  public CodeFingerprint fingerprint() {
    return model.fingerprint();
  }

  /** What its gists may be. */
  public GistRules rules() {
    return rules;
  }

  /** The part for devices; written when it is first asked for, which takes a while. */
  synchronized DevicePart devicePart() throws IOException, PackException {
    if (devicePart == null) {
      devicePart = DevicePart.write(model);
    }
    return devicePart;
  }

  @Override
  public synchronized void close() {
    model.close();
    if (devicePart != null) {
      try {
        devicePart.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
