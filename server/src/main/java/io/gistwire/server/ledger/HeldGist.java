package io.gistwire.server.ledger;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;

/**
 * A gist as the ledger holds it now, later layers included.
 *
 * @param position place of its PUT event in the log
 * @param changedPosition place of the event that last changed it
 * @param receivedMillis the server's clock when it was written, milliseconds since 1970 UTC
 */
public record HeldGist(
    GistKey key,
    long position,
    long changedPosition,
    long receivedMillis,
    CodeFingerprint fingerprint,
    Gist gist) {

  /** The client's clock, or the receive time where the client did not know. */
  public long capturedMillis() {
    return gist.getCaptureTimeMillis() == 0 ? receivedMillis : gist.getCaptureTimeMillis();
  }
}
