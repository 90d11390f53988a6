package io.gistwire.client.camera;

import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistStream;
import io.gistwire.client.Receipt;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.codec.UnreadablePhotoException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends a camera's frames when they say something new. Thread-safe; frames are judged one at a
 * time.
 */
public final class CameraStream {
  /**
   * What became of a frame.
   *
   * @param verdict why it was sent or held back
   * @param sent the receipt of a frame that was sent
   */
  public record Offered(MeaningGate.Verdict verdict, Optional<Receipt> sent) {}

  /**
   * Frames so far.
   *
   * @param offered all of them
   * @param sent those that were sent, heartbeats included
   * @param heartbeats those that were sent as heartbeats
   * @param alike those held back because they say what was said
   * @param tooSoon those held back because they arrived too early
   */
  public record Counts(long offered, long sent, long heartbeats, long alike, long tooSoon) {}

  private final GistStream stream;
  private final @Nullable PhotoEncoder encoder;
  private final EncodeOptions options;
  private final MeaningGate gate;
  private Counts counts = new Counts(0, 0, 0, 0, 0);

  /**
   * A camera on a stream.
   *
   * @param encoder encodes the photos of {@link #offer(byte[], long)}; null when only gists are
   *     offered
   */
  public CameraStream(
      GistStream stream, @Nullable PhotoEncoder encoder, EncodeOptions options, MeaningGate gate) {
    this.stream = stream;
    this.encoder = encoder;
    this.options = options;
    this.gate = gate;
  }

  /**
   * Encodes a frame and sends it if it is worth it. <b>Encodes on the caller's thread</b>, which is
   * the camera's own pace.
   *
   * @param photo a picture file
   * @param captureMillis when it was taken, milliseconds since 1970-01-01 UTC
   * @throws UnreadablePhotoException when it is no picture
   */
  public Offered offer(byte[] photo, long captureMillis) throws UnreadablePhotoException {
    PhotoEncoder photoEncoder = encoder;
    if (photoEncoder == null) {
      throw new IllegalStateException("the camera has no encoder; offer gists, or give it one");
    }
    return offer(photoEncoder.encode(photo, options), photo, captureMillis);
  }

  /** Sends a frame that is encoded already if it is worth it. */
  public Offered offer(Gist frame, long captureMillis) {
    return offer(frame, null, captureMillis);
  }

  private synchronized Offered offer(Gist frame, byte @Nullable [] photo, long captureMillis) {
    MeaningGate.Verdict verdict = gate.judge(frame, captureMillis);
    counts = count(verdict);
    if (!verdict.isSent()) {
      return new Offered(verdict, Optional.empty());
    }
    Receipt receipt = send(frame, photo, CaptureInfo.at(captureMillis));
    receipt
        .stored()
        .whenComplete(
            (key, failure) -> {
              if (failure != null) {
                notStored(frame);
              }
            });
    return new Offered(verdict, Optional.of(receipt));
  }

  private synchronized void notStored(Gist frame) {
    gate.retract(frame);
  }

  private Receipt send(Gist frame, byte @Nullable [] photo, CaptureInfo info) {
    return photo == null ? stream.send(frame, info) : stream.send(frame, photo, info);
  }

  /**
   * Completes when one more frame is accepted by the stream; see {@link GistStream#ready()}. A
   * frame that the stream does not accept is not compared with later ones.
   */
  public CompletionStage<Void> ready() {
    return stream.ready();
  }

  /** What was sent and held back so far. */
  public synchronized Counts counts() {
    return counts;
  }

  private Counts count(MeaningGate.Verdict verdict) {
    return new Counts(
        counts.offered() + 1,
        counts.sent() + (verdict.isSent() ? 1 : 0),
        counts.heartbeats() + (verdict == MeaningGate.Verdict.HEARTBEAT ? 1 : 0),
        counts.alike() + (verdict == MeaningGate.Verdict.HELD_ALIKE ? 1 : 0),
        counts.tooSoon() + (verdict == MeaningGate.Verdict.HELD_TOO_SOON ? 1 : 0));
  }
}
