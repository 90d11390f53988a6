package io.gistwire.server.index;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.captions.CaptionStore;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.ledger.Ledger;
import java.io.IOException;

/** Opens the index of each pack that is served. One for a server; thread-safe. */
public interface IndexEngine {
  /** Opens the store of the captions of one fingerprint; it outlives the fingerprint's index. */
  CaptionStore openCaptions(CodeFingerprint fingerprint) throws IOException;

  /**
   * Opens the index of one fingerprint and starts to follow the log.
   *
   * @param captions the reader of its gists' captions; outlives the index
   * @throws IOException when its files or servers cannot be used; the message states what to do
   */
  GistIndex open(GistDecoding decoding, Captions captions, Ledger ledger) throws IOException;

  /** The stems that this engine finds captions by, so that watches match the same words. */
  CaptionStems stems();
}
