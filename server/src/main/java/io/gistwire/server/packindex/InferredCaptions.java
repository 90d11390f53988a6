package io.gistwire.server.packindex;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.models.PackInferrer;
import io.gistwire.server.captions.CaptionInference;
import java.util.Optional;

/**
 * Captions that a pack infers from its own sentences: every gist with an embedding has one, and it
 * names only what the code supports. A few milliseconds, so a shown caption never has to wait.
 */
final class InferredCaptions implements CaptionInference {
  private final String packVersion;
  private final PackInferrer inferrer;

  InferredCaptions(String packVersion, PackInferrer inferrer) {
    this.packVersion = packVersion;
    this.inferrer = inferrer;
  }

  @Override
  public String packVersion() {
    return packVersion;
  }

  @Override
  public boolean needsEmptyLayer() {
    return false;
  }

  @Override
  public Optional<Inferred> infer(Layer embedding, Optional<Layer> attributes)
      throws GistFormatException {
    return inferrer
        .infer(embedding)
        .map(caption -> new Inferred(caption.text(), caption.confidence()));
  }
}
