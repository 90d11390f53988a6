package io.gistwire.client.outbox;

import io.gistwire.codec.CodeFingerprint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A gist that has no sequence yet.
 *
 * @param fingerprint what gives its bits their meaning
 * @param bytes the serialised {@code gistwire.v1.Gist}; must not be changed after
 * @param frozen whether the bytes are final; if not, {@link OutboxStore#freeze} comes before they
 *     are sent
 * @param photo identifies the photo that it was made of; null when there was none
 */
public record Draft(
    CodeFingerprint fingerprint, byte[] bytes, boolean frozen, @Nullable PhotoDigest photo) {
  /** Checks that nothing is missing. */
  public Draft {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(bytes, "bytes");
  }

  /** A gist that was not made of a photo. */
  public Draft(CodeFingerprint fingerprint, byte[] bytes, boolean frozen) {
    this(fingerprint, bytes, frozen, null);
  }
}
