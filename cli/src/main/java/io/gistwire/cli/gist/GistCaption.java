package io.gistwire.cli.gist;

import com.google.gson.JsonObject;
import io.gistwire.cli.output.Quantity;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.Captioner;
import io.gistwire.models.ModelPack;
import io.gistwire.models.PackInferrer;
import io.gistwire.models.captions.InferredCaption;
import io.gistwire.models.manifest.PackException;
import java.util.Locale;
import java.util.Optional;

/**
 * A gist's caption and where its words are from.
 *
 * @param sent what the caption layer states; empty without such a layer
 * @param sentBytes that layer's size; with 0 bytes it states what the model implies
 * @param composed the pack's best words for the code, where no byte of a caption was sent
 * @param confidence how likely the composed words are true, 0 to 1; empty when the pack cannot say
 */
record GistCaption(
    Optional<String> sent, int sentBytes, Optional<String> composed, Optional<Float> confidence) {
  static GistCaption of(Gist gist, ModelPack pack) throws GistFormatException, PackException {
    Captioner captioner = pack.captioner().orElse(null);
    int bytes = gist.layer(LayerKind.CAPTION).map(Layer::sizeBytes).orElse(0);
    Optional<String> sent = captioner == null ? Optional.empty() : captioner.read(gist);
    Optional<Layer> code = gist.layer(LayerKind.EMBEDDING);
    if (bytes > 0 || code.isEmpty()) {
      return new GistCaption(sent, bytes, Optional.empty(), Optional.empty());
    }
    PackInferrer inferrer = pack.inferrer().orElse(null);
    if (inferrer != null) {
      Optional<InferredCaption> inferred = inferrer.infer(code.get());
      return new GistCaption(
          sent,
          bytes,
          inferred.map(InferredCaption::text),
          inferred.map(InferredCaption::confidence));
    }
    return new GistCaption(
        sent,
        bytes,
        captioner == null ? Optional.empty() : captioner.compose(code.get()),
        Optional.empty());
  }

  /** The best words there are, and in brackets whose they are. */
  String inWords() {
    if (composed.isPresent()) {
      return composed.get()
          + "  (inferred from the code"
          + confidence
              .map(sure -> String.format(Locale.ROOT, ", %.0f %% sure", 100 * sure))
              .orElse("")
          + "; no byte of it was sent)";
    }
    if (sent.isEmpty()) {
      return "(no caption)";
    }
    return sent.get()
        + (sentBytes == 0 ? "  (implied)" : "  (sent, " + Quantity.bytes(sentBytes) + ")");
  }

  /** With the names of the protocol's DescribeGistResponse. */
  void addTo(JsonObject line) {
    sent.ifPresent(
        text -> {
          line.addProperty("caption", text);
          line.addProperty("caption_implied", sentBytes == 0);
        });
    composed.ifPresent(text -> line.addProperty("composed_caption", text));
    confidence.ifPresent(sure -> line.addProperty("caption_confidence", sure));
  }
}
