package io.gistwire.models.picture;

import io.gistwire.codec.photo.Span;
import java.util.List;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Parts of a file in memory as the JDK's decoders read them: one after the other, without a copy,
 * without a cache file.
 */
final class BytesInput extends ImageInputStreamImpl {
  private final byte[] bytes;
  private final List<Span> parts;
  private final long length;

  /** The part that was read last, and the stream's position of its first byte. */
  private int part;

  private long partStart;

  /**
   * Reads the given parts, in their order.
   *
   * @param parts none: the whole file
   */
  BytesInput(byte[] bytes, List<Span> parts) {
    this.bytes = bytes;
    this.parts = parts.isEmpty() ? List.of(new Span(0, bytes.length)) : parts;
    this.length = this.parts.stream().mapToLong(Span::length).sum();
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= length) {
      return -1;
    }
    Span here = find();
    return bytes[here.start() + (int) (streamPos++ - partStart)] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    bitOffset = 0;
    if (count == 0) {
      return 0;
    }
    if (streamPos >= length) {
      return -1;
    }
    Span here = find();
    int skipped = (int) (streamPos - partStart);
    int copied = Math.min(count, here.length() - skipped);
    System.arraycopy(bytes, here.start() + skipped, into, offset, copied);
    streamPos += copied;
    return copied;
  }

  /** The part with the position, which is below the length. */
  private Span find() {
    if (streamPos < partStart) {
      part = 0;
      partStart = 0;
    }
    while (streamPos >= partStart + parts.get(part).length()) {
      partStart += parts.get(part).length();
      part++;
    }
    return parts.get(part);
  }

  @Override
  public long length() {
    return length;
  }
}
