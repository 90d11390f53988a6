package io.gistwire.server.captions;

import io.gistwire.proto.v1.Gist;

/** What captions need of a pack. Implementations are thread-safe. */
public interface CaptionDecoding {
  /**
   * The text of the caption layer, also of one without bytes, which represents the text that the
   * model gives without any. Empty without the layer, or where it cannot be read. Takes
   * milliseconds.
   */
  String decoded(Gist gist);

  /** How captions are inferred. */
  CaptionInference inference();
}
