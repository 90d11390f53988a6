package io.gistwire.client.stream;

import io.gistwire.client.link.LayerPolicy;
import io.gistwire.client.outbox.Draft;
import io.gistwire.client.outbox.PhotoDigest;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.client.session.EncodedGist;
import org.jspecify.annotations.Nullable;

/**
 * A gist that was accepted and has no sequence yet.
 *
 * @param digest of the photo that it was made of; null when there was none
 * @param photo the photo, where it is kept for later answers
 */
record OutgoingGist(
    EncodedGist gist,
    PendingReceipt receipt,
    @Nullable PhotoDigest digest,
    PhotoShelf.@Nullable Staged photo) {
  /** Its bytes are final when no link leaves any layer out. */
  boolean isBasic() {
    return LayerPolicy.isBasic(gist.layers());
  }

  Draft draft() {
    return new Draft(gist.fingerprint(), gist.message().toByteArray(), isBasic(), digest);
  }
}
