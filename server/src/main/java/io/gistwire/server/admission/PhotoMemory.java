package io.gistwire.server.admission;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.picture.PhotoBudget;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.CallTime;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.shares.TenantShares;
import java.util.concurrent.TimeUnit;

/**
 * Memory and time for decoding photos. A small file may announce a picture of hundreds of
 * megabytes, so decoders take memory by the announced size first, and end when the call's time or
 * their own is over. Thread-safe.
 */
public final class PhotoMemory {
  private static final long RETRY_MILLIS = 1000;
  private static final long LOOK_MILLIS = 10;

  private final TenantShares bytes;
  private final long maxPixels;
  private final long maxMillis;

  /**
   * Memory of which nothing is taken.
   *
   * @param bytes memory of all photos that are decoded at once
   * @param maxPixels most pixels of one photo
   * @param maxMillis longest that decoding one photo may take, the wait for memory included
   */
  public PhotoMemory(TenantShares bytes, long maxPixels, long maxMillis) {
    this.bytes = bytes;
    this.maxPixels = maxPixels;
    this.maxMillis = maxMillis;
  }

  /** Memory without bounds of its own; the call's time counts all the same. */
  public static PhotoMemory unbounded() {
    TenantShares all = new TenantShares("bytes for photos", Long.MAX_VALUE, 1);
    return new PhotoMemory(all, Long.MAX_VALUE, TimeUnit.HOURS.toMillis(1));
  }

  /** Begins one decoding for the caller of the current context. */
  public Decoding begin() {
    return new Decoding(Caller.ofContext().map(Caller::tenant).orElse(""));
  }

  /** One decoding. Its memory is free when it is closed. One thread at a time. */
  public final class Decoding implements PhotoBudget, AutoCloseable {
    private final String tenant;
    private final long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    private long taken;

    private Decoding(String tenant) {
      this.tenant = tenant;
    }

    @Override
    public void admit(long width, long height, long memoryBytes) throws UnreadablePhotoException {
      if (width * height > maxPixels) {
        throw new UnreadablePhotoException(
            "photo has "
                + width
                + "x"
                + height
                + " pixels; this server decodes at most "
                + maxPixels
                + ". Scale it down first");
      }
      if (memoryBytes > bytes.limit()) {
        throw new UnreadablePhotoException(
            "photo of "
                + width
                + "x"
                + height
                + " pixels needs "
                + memoryBytes
                + " bytes of memory; this server has "
                + bytes.limit()
                + " for photos. Scale it down first");
      }
      while (!bytes.tryTake(tenant, memoryBytes)) {
        CallTime.check();
        if (System.nanoTime() > endNanos) {
          throw bytes.busy(tenant, RETRY_MILLIS);
        }
        pause();
      }
      taken = memoryBytes;
    }

    private void pause() {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Refusal.of(ErrorReason.ERROR_REASON_DRAINING, "the server shuts down")
            .retryAfter(RETRY_MILLIS);
      }
    }

    @Override
    public void check() {
      CallTime.check();
      if (System.nanoTime() > endNanos) {
        throw Refusal.of(
            ErrorReason.ERROR_REASON_TIME_EXCEEDED,
            "decoding the photo took longer than "
                + maxMillis
                + " ms, the most that this server allows; scale it down first");
      }
    }

    @Override
    public void close() {
      if (taken > 0) {
        bytes.give(tenant, taken);
        taken = 0;
      }
    }
  }
}
