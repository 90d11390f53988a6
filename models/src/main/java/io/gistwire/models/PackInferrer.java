package io.gistwire.models;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.captions.CaptionInferrer;
import io.gistwire.models.captions.InferredCaption;
import io.gistwire.models.layers.Condition;
import java.util.Optional;

/**
 * Infers the caption of a code with the sentences and the object detector of the pack's server
 * part. Thread-safe; needs no network and takes a few milliseconds.
 */
public final class PackInferrer {
  private final Quantizer quantizer;
  private final CaptionInferrer inferrer;

  PackInferrer(Quantizer quantizer, CaptionInferrer inferrer) {
    this.quantizer = quantizer;
    this.inferrer = inferrer;
  }

  /**
   * The caption that the code supports, whatever caption was sent with it.
   *
   * @return empty when the embedding has no bytes
   * @throws GistFormatException when the embedding is none of this pack
   */
  public Optional<InferredCaption> infer(Layer embedding) throws GistFormatException {
    Condition given = Condition.of(quantizer, embedding);
    return given.stages() == 0
        ? Optional.empty()
        : Optional.of(inferrer.infer(given.vector(), given.stages()));
  }
}
