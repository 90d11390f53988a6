package io.gistwire.codec.photo;

/**
 * A part of a file.
 *
 * @param start offset of its first byte
 * @param length bytes, from 0
 */
public record Span(int start, int length) {
  /** Offset of the first byte after it. */
  public int end() {
    return start + length;
  }
}
