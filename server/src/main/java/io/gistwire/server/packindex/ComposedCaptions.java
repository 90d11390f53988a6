package io.gistwire.server.packindex;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.Captioner;
import io.gistwire.server.captions.CaptionInference;
import java.util.List;
import java.util.Optional;

/**
 * Captions of a pack without an inference of its own: the language model's likeliest for the code,
 * where the gist's caption layer requests it. How likely they are true is not known.
 */
final class ComposedCaptions implements CaptionInference {
  private final CodeFingerprint fingerprint;
  private final String packVersion;
  private final Captioner captioner;

  ComposedCaptions(CodeFingerprint fingerprint, String packVersion, Captioner captioner) {
    this.fingerprint = fingerprint;
    this.packVersion = packVersion;
    this.captioner = captioner;
  }

  @Override
  public String packVersion() {
    return packVersion;
  }

  @Override
  public boolean needsEmptyLayer() {
    return true;
  }

  @Override
  public Optional<Inferred> infer(Layer embedding, Optional<Layer> attributes)
      throws GistFormatException {
    Layer empty = Layer.of(LayerKind.CAPTION, embedding.sizeBytes(), new byte[0]);
    return captioner
        .read(Gist.of(fingerprint, List.of(embedding, empty)))
        .filter(text -> !text.isEmpty())
        .map(text -> new Inferred(text, 0));
  }

  /** Of the model's captions the one that agrees most with the others: a tenth of a second. */
  @Override
  public Optional<Inferred> thorough(Layer embedding, Optional<Layer> attributes)
      throws GistFormatException {
    return captioner
        .compose(embedding)
        .filter(text -> !text.isEmpty())
        .map(text -> new Inferred(text, 0));
  }
}
