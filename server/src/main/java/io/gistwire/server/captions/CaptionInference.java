package io.gistwire.server.captions;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import java.util.Optional;

/**
 * Infers the caption of a gist that was sent with none of its own. Implementations are thread-safe
 * and deterministic: the same layers give the same caption under one version.
 */
public interface CaptionInference {
  /** A pack that infers nothing. */
  CaptionInference NONE =
      new CaptionInference() {
        @Override
        public String packVersion() {
          return "";
        }

        @Override
        public boolean needsEmptyLayer() {
          return true;
        }

        @Override
        public Optional<Inferred> infer(Layer embedding, Optional<Layer> attributes) {
          return Optional.empty();
        }
      };

  /**
   * An inferred caption.
   *
   * @param text not empty
   * @param confidence how likely it is true, 0 to 1; 0: not known
   */
  record Inferred(String text, float confidence) {}

  /** Version under which results are kept; captions of another version are inferred again. */
  String packVersion();

  /**
   * Whether only gists with a caption layer of no bytes get an inferred caption; otherwise those
   * without a caption layer do, too.
   */
  boolean needsEmptyLayer();

  /**
   * The caption that is kept. Runs in the background, one call at a time for each follower.
   *
   * @param embedding not empty
   * @param attributes the labels that were sent, if any
   * @throws GistFormatException when the layers are none of this pack
   */
  Optional<Inferred> infer(Layer embedding, Optional<Layer> attributes) throws GistFormatException;

  /**
   * The caption that is shown while {@link #infer} has not run yet. Runs on threads of calls: at
   * most a few milliseconds, if the pack can.
   */
  default Optional<Inferred> quick(Layer embedding, Optional<Layer> attributes)
      throws GistFormatException {
    return infer(embedding, attributes);
  }

  /**
   * The caption of a single gist that somebody looks at; another than {@link #infer} only where the
   * pack has a better one that takes too long to be inferred for all.
   */
  default Optional<Inferred> thorough(Layer embedding, Optional<Layer> attributes)
      throws GistFormatException {
    return infer(embedding, attributes);
  }
}
