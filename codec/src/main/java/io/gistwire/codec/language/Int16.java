package io.gistwire.codec.language;

/** The 16-bit range that every activation of the model is clamped to. */
final class Int16 {
  private Int16() {}

  static int clamp(int value) {
    return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
  }

  static int clamp(long value) {
    return (int) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
  }
}
