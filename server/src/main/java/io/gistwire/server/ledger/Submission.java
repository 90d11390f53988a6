package io.gistwire.server.ledger;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.digest.Sha256;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.SkipReason;
import java.nio.ByteBuffer;

/** What a session requests the ledger to write for one sequence, or for a range of skipped ones. */
public sealed interface Submission {
  /** First sequence that it consumes. */
  long firstSequence();

  /** Last sequence that it consumes. */
  long lastSequence();

  /**
   * A gist to store. The bytes are serialised and digested where the record is made, not on the
   * ledger's thread.
   */
  record Put(
      long sequence, CodeFingerprint fingerprint, byte[] payload, long digest, int layerBytes)
      implements Submission {
    /** The submission of a gist without unknown fields. */
    public static Put of(long sequence, CodeFingerprint fingerprint, Gist gist) {
      byte[] payload = gist.toByteArray();
      return new Put(
          sequence,
          fingerprint,
          payload,
          Submission.digest(fingerprint, payload),
          LayerBytes.of(gist));
    }

    /** The same gist at another sequence. */
    public Put at(long other) {
      return new Put(other, fingerprint, payload, digest, layerBytes);
    }

    @Override
    public long firstSequence() {
      return sequence;
    }

    @Override
    public long lastSequence() {
      return sequence;
    }
  }

  /** Sequences that will never come. */
  record Skip(long firstSequence, long lastSequence, SkipReason reason) implements Submission {}

  /**
   * A gist that is refused and consumed.
   *
   * @param digest of what was submitted, so that a duplicate is known again
   */
  record Reject(long sequence, ErrorReason reason, String message, long digest)
      implements Submission {
    @Override
    public long firstSequence() {
      return sequence;
    }

    @Override
    public long lastSequence() {
      return sequence;
    }
  }

  /** First 8 bytes of SHA-256 over the fingerprint and the submitted gist. */
  static long digest(CodeFingerprint fingerprint, byte[] payload) {
    return sha256(fingerprint.toByteArray(), payload);
  }

  /** First 8 bytes of SHA-256 over these parts. */
  static long sha256(byte[]... parts) {
    return ByteBuffer.wrap(Sha256.of(parts)).getLong();
  }
}
