package io.gistwire.codec.photo;

import io.gistwire.codec.UnreadablePhotoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a WebP file (RIFF), read before anything is decoded. Of an animation the first
 * frame counts. Immutable once read; thread-safe.
 */
public final class WebpContainer {
  private static final int CHUNK_BYTES = 8;
  private static final int FRAME_HEADER_BYTES = 16;
  private static final int ALPHA_FLAG = 0x10;
  private static final int MAX_METADATA_CHUNKS = 16;

  private final FileBytes file;
  private final List<Exif> exif = new ArrayList<>();
  private final List<Xmp> xmp = new ArrayList<>();
  private int width;
  private int height;
  private boolean alpha;
  private @Nullable WebpFrame frame;

  private WebpContainer(FileBytes file) {
    this.file = file;
  }

  /** Whether the file begins as a WebP does. */
  public static boolean matches(byte[] file) {
    FileBytes bytes = new FileBytes(file);
    return bytes.startsWith(0, "RIFF") && bytes.startsWith(8, "WEBP");
  }

  /**
   * Reads all chunks.
   *
   * @throws UnreadablePhotoException when there is no picture, or the file is truncated or damaged
   */
  public static WebpContainer read(byte[] file) throws UnreadablePhotoException {
    FileBytes bytes = new FileBytes(file);
    if (bytes.u32le(4) + 8 > bytes.length()) {
      throw new UnreadablePhotoException("photo is a truncated WebP file; send the whole file");
    }
    WebpContainer webp = new WebpContainer(bytes);
    webp.walk();
    if (webp.frame == null) {
      throw new UnreadablePhotoException("photo is a WebP file without a picture; it is damaged");
    }
    webp.frame.check(webp.width, webp.height);
    return webp;
  }

  /** Reads the chunks as far as they can be read. */
  static WebpContainer head(byte[] file) {
    WebpContainer webp = new WebpContainer(new FileBytes(file));
    try {
      webp.walk();
    } catch (UnreadablePhotoException | IndexOutOfBoundsException e) {
      // What was read up to here is what the file tells.
      return webp;
    }
    return webp;
  }

  private void walk() throws UnreadablePhotoException {
    @Nullable Span alphaChunk = null;
    long at = 12;
    while (at + CHUNK_BYTES <= file.length()) {
      long length = file.u32le(at + 4);
      long body = at + CHUNK_BYTES;
      String kind = file.latin1(at, 4);
      switch (kind) {
        case "VP8X":
          alpha = (file.u8(body) & ALPHA_FLAG) != 0;
          width = file.u24le(body + 4) + 1;
          height = file.u24le(body + 7) + 1;
          break;
        case "ALPH":
          alphaChunk = whole(at, length);
          break;
        case "VP8 ":
        case "VP8L":
          still(kind, alphaChunk, whole(at, length));
          break;
        case "ANMF":
          first(body, length);
          break;
        default:
          metadata(kind, file.within(body, length));
          break;
      }
      at = body + length + (length & 1);
    }
  }

  /** A chunk with its header. */
  private Span whole(long at, long length) throws UnreadablePhotoException {
    if (at + CHUNK_BYTES + length > file.length()) {
      throw new UnreadablePhotoException("photo is a truncated WebP file; send the whole file");
    }
    return new Span((int) at, (int) (CHUNK_BYTES + length));
  }

  private void still(String kind, @Nullable Span alphaChunk, Span chunk)
      throws UnreadablePhotoException {
    if (frame == null) {
      frame = WebpFrame.of(file, kind, 0, 0, alphaChunk, chunk);
      if (width == 0) {
        width = frame.width();
        height = frame.height();
        alpha = kind.equals("VP8L");
      }
    }
  }

  /** The first frame of an animation: where it is on the canvas, then chunks as of a still. */
  private void first(long body, long length) throws UnreadablePhotoException {
    if (frame != null) {
      return;
    }
    int x = 2 * file.u24le(body);
    int y = 2 * file.u24le(body + 3);
    @Nullable Span alphaChunk = null;
    long end = Math.min(file.length(), body + length);
    long at = body + FRAME_HEADER_BYTES;
    while (at + CHUNK_BYTES <= end && frame == null) {
      long size = file.u32le(at + 4);
      String kind = file.latin1(at, 4);
      if (kind.equals("ALPH")) {
        alphaChunk = whole(at, size);
      } else if (kind.equals("VP8 ") || kind.equals("VP8L")) {
        frame = WebpFrame.of(file, kind, x, y, alphaChunk, whole(at, size));
      }
      at += CHUNK_BYTES + size + (size & 1);
    }
  }

  private void metadata(String kind, Span body) {
    if (kind.equals("EXIF") && exif.size() < MAX_METADATA_CHUNKS) {
      exif.addAll(ExifBlocks.of(file, body));
    } else if ((kind.equals("XMP ") || kind.equals("XMP\0")) && xmp.size() < MAX_METADATA_CHUNKS) {
      xmp.add(new Xmp(file, body));
    }
  }

  /** Pixels a row of the canvas, as stored. */
  public int width() {
    return width;
  }

  /** Rows of the canvas, as stored. */
  public int height() {
    return height;
  }

  /** Whether pixels may be transparent. */
  public boolean hasAlpha() {
    return alpha;
  }

  /** The picture, or an animation's first frame. */
  public WebpFrame frame() {
    return Objects.requireNonNull(frame);
  }

  /** How the picture is to be turned, 1 to 8. */
  public int orientation() {
    return metadata().orientation();
  }

  PhotoMetadata metadata() {
    return new PhotoMetadata(width, height, exif, xmp, List.of(), List.of());
  }
}
