package io.gistwire.cli.gist;

import com.google.gson.JsonObject;
import io.gistwire.cli.output.Quantity;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.Captioner;
import io.gistwire.models.ModelPack;
import java.util.Optional;

/**
 * A gist's caption and where its words are from.
 *
 * @param sent what the caption layer says; empty without such a layer
 * @param sentBytes that layer's size; with 0 bytes it says what the model implies
 * @param composed the pack's best words for the code, where no byte of a caption was sent
 */
record GistCaption(Optional<String> sent, int sentBytes, Optional<String> composed) {
  static GistCaption of(Gist gist, ModelPack pack) throws GistFormatException {
    Captioner captioner = pack.captioner().orElse(null);
    if (captioner == null) {
      return new GistCaption(Optional.empty(), 0, Optional.empty());
    }
    int bytes = gist.layer(LayerKind.CAPTION).map(Layer::sizeBytes).orElse(0);
    Optional<String> sent = captioner.read(gist);
    Optional<Layer> code = gist.layer(LayerKind.EMBEDDING);
    return new GistCaption(
        sent,
        bytes,
        bytes > 0 || code.isEmpty() ? Optional.empty() : captioner.compose(code.get()));
  }

  /** The best words there are, and in brackets whose they are. */
  String inWords() {
    if (composed.isPresent()) {
      return composed.get() + "  (composed from the code; no byte of it was sent)";
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
  }
}
