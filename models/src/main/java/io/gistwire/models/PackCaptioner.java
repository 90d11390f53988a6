package io.gistwire.models;

import io.gistwire.codec.FingerprintMismatchException;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.layers.CaptionLayerWriter;
import io.gistwire.models.layers.Condition;
import io.gistwire.models.manifest.PackManifest;
import java.util.Optional;

/** Captions of one pack. */
final class PackCaptioner implements Captioner {
  private final PackManifest manifest;
  private final Quantizer quantizer;
  private final CaptionLayerWriter writer;

  PackCaptioner(PackManifest manifest, Quantizer quantizer, CaptionLayerWriter writer) {
    this.manifest = manifest;
    this.quantizer = quantizer;
    this.writer = writer;
  }

  @Override
  public Optional<String> compose(Layer embedding) throws GistFormatException {
    return writer.composed(Condition.of(quantizer, embedding));
  }

  @Override
  public Layer code(String text, Optional<Layer> embedding) throws GistFormatException {
    return writer.code(
        text,
        embedding.isEmpty()
            ? Condition.none(quantizer.dimension())
            : Condition.of(quantizer, embedding.get()));
  }

  @Override
  public Optional<String> read(Gist gist) throws GistFormatException {
    if (!gist.fingerprint().equals(manifest.codeFingerprint())) {
      throw new FingerprintMismatchException(
          "gist has code fingerprint "
              + gist.fingerprint()
              + "; pack "
              + manifest.name()
              + " reads "
              + manifest.codeFingerprint());
    }
    Optional<Layer> caption = gist.layer(LayerKind.CAPTION);
    if (caption.isEmpty()) {
      return Optional.empty();
    }
    Condition given = Condition.of(quantizer, gist, caption.get());
    return Optional.of(writer.read(caption.get(), given));
  }
}
