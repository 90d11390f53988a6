package io.gistwire.models.picture;

import io.gistwire.models.manifest.PhotoOperation.Filter;

/** Pillow's antialiased resampling, bit for bit: horizontal pass, 8-bit intermediate, vertical. */
final class Resizer {
  private static final int HALF = 1 << (ResizeWeights.PRECISION_BITS - 1);

  private Resizer() {}

  static Picture resize(Picture photo, int width, int height, Filter filter) {
    Picture wide = photo.width() == width ? photo : across(photo, width, filter);
    return wide.height() == height ? wide : down(wide, height, filter);
  }

  private static Picture across(Picture photo, int width, Filter filter) {
    ResizeWeights weights = new ResizeWeights(photo.width(), width, filter);
    byte[] in = photo.rgb();
    byte[] out = new byte[width * photo.height() * 3];
    for (int y = 0; y < photo.height(); y++) {
      int row = y * photo.width() * 3;
      for (int x = 0; x < width; x++) {
        pixel(in, row + weights.first[x] * 3, weights, x, out, (y * width + x) * 3);
      }
    }
    return new Picture(width, photo.height(), out);
  }

  private static void pixel(
      byte[] in, int from, ResizeWeights weights, int index, byte[] out, int to) {
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int at = from;
    int tap = index * weights.taps;
    for (int end = tap + weights.count[index]; tap < end; tap++, at += 3) {
      int weight = weights.weights[tap];
      red += weight * (in[at] & 0xFF);
      green += weight * (in[at + 1] & 0xFF);
      blue += weight * (in[at + 2] & 0xFF);
    }
    out[to] = clip(red);
    out[to + 1] = clip(green);
    out[to + 2] = clip(blue);
  }

  // Whole rows at a time, so that memory is walked in order.
  private static Picture down(Picture photo, int height, Filter filter) {
    ResizeWeights weights = new ResizeWeights(photo.height(), height, filter);
    int stride = photo.width() * 3;
    byte[] in = photo.rgb();
    byte[] out = new byte[stride * height];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(sums, HALF);
      for (int tap = 0; tap < weights.count[y]; tap++) {
        add(in, (weights.first[y] + tap) * stride, weights.weights[y * weights.taps + tap], sums);
      }
      for (int i = 0; i < stride; i++) {
        out[y * stride + i] = clip(sums[i]);
      }
    }
    return new Picture(photo.width(), height, out);
  }

  private static void add(byte[] in, int row, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * (in[row + i] & 0xFF);
    }
  }

  private static byte clip(int sum) {
    int value = sum >> ResizeWeights.PRECISION_BITS;
    return (byte) Math.max(0, Math.min(255, value));
  }
}
