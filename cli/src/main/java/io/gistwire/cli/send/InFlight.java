package io.gistwire.cli.send;

/**
 * Bounds the memory of photos on their way to the outbox. One photo is admitted whatever its size.
 * Thread-safe.
 */
final class InFlight {
  private final long maxBytes;
  private long bytes;
  private int photos;

  /** Admits photos of so many bytes together. */
  InFlight(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Waits until a photo of this size is admitted. */
  synchronized void enter(int photoBytes) throws InterruptedException {
    while (photos > 0 && bytes + photoBytes > maxBytes) {
      wait();
    }
    photos++;
    bytes += photoBytes;
  }

  /** A photo that was admitted is stored, or failed. */
  synchronized void leave(int photoBytes) {
    photos--;
    bytes -= photoBytes;
    notifyAll();
  }
}
