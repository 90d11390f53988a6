package io.gistwire.codec.language;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * FORMAT.md, 5.2 and 5.4, written down once more, number by number and as slowly as it is said
 * there: the oracle of {@link WeightFile}, {@link PackedMatrix} and {@link GruSteps}.
 */
final class PlainGru {
  private final ByteBuffer in;
  private final int[] shifts = new int[9];
  private final int v;
  private final int e;
  private final int h;
  private final int c;
  private final int d;
  private final int[] tanh;
  private final int[][] emb;
  private final int[] embIn;
  private final int[] embOut;
  private final int[] tokenBias;
  private final Product wx;
  private final int[] gateBias;
  private final Product wh;
  private final int[] resetBias;
  private final Product p;
  private final int[] outputBias;
  private final Product w1;
  private final int[] rows;
  private final Product w2;
  private final int[] startBias;
  private final Product u;
  private final Product q;

  private int[] state;
  private int[] shift;
  private int[] lift;

  PlainGru(byte[] file) {
    in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    in.position(5);
    final int stages = in.get();
    v = in.getShort();
    e = in.getShort();
    h = in.getShort();
    c = in.getShort();
    d = in.getShort();
    for (int i = 0; i < 9; i++) {
      shifts[i] = in.get();
    }
    in.get();
    shorts(2 * (v - 257));
    tanh = shorts(513);
    in.position(in.position() + 4096);
    emb = bytes(v, e);
    embIn = shorts(v);
    embOut = shorts(v);
    tokenBias = shorts(v);
    wx = new Product(3 * h, e, 1);
    gateBias = shorts(3 * h);
    wh = new Product(3 * h, h, 2);
    resetBias = shorts(h);
    p = new Product(e, h, 3);
    outputBias = shorts(e);
    w1 = new Product(c, d, 4);
    rows = shorts((stages + 1) * c);
    w2 = new Product(h, c, 5);
    startBias = shorts(h);
    u = new Product(e, c, 6);
    q = new Product(e, c, 7);
  }

  void start(int[] vector, int n) {
    int[] x = new int[d];
    for (int j = 0; n > 0 && j < d; j++) {
      x[j] = i16(vector[j]);
    }
    int[] cond = new int[c];
    for (int i = 0; i < c; i++) {
      cond[i] = curve(i16(w1.of(i, x) + rows[n * c + i])) + 1 >> 1;
    }
    state = new int[h];
    for (int i = 0; i < h; i++) {
      state[i] = curve(i16(w2.of(i, cond) + startBias[i])) + 1 >> 1;
    }
    shift = new int[e];
    lift = new int[e];
    for (int j = 0; j < e; j++) {
      shift[j] = i16(u.of(j, cond));
      lift[j] = i16(q.of(j, cond)) + outputBias[j];
    }
  }

  int[] step(int prev) {
    int[] read = new int[e];
    for (int j = 0; j < e; j++) {
      read[j] = i16(scaled(emb[prev][j], embIn[prev], shifts[0])) + shift[j];
    }
    int[] next = new int[h];
    for (int i = 0; i < h; i++) {
      long gr = i16(wx.of(i, read) + gateBias[i]) + wh.of(i, state);
      long gz = i16(wx.of(h + i, read) + gateBias[h + i]) + wh.of(h + i, state);
      int r = 32768 + curve(i16(gr)) >> 1;
      int z = 32768 + curve(i16(gz)) >> 1;
      int recalled = i16(wh.of(2 * h + i, state) + resetBias[i]);
      int g = i16(wx.of(2 * h + i, read) + gateBias[2 * h + i]);
      int fresh = curve(2 * i16(g + (r * recalled + 16384 >> 15))) + 1 >> 1;
      next[i] = fresh + (z * (state[i] - fresh) + 16384 >> 15);
    }
    state = next;
    int[] o = new int[e];
    for (int j = 0; j < e; j++) {
      o[j] = i16(p.of(j, state) + lift[j]);
    }
    int[] logits = new int[v];
    for (int t = 0; t < v; t++) {
      long l = scaled(dot(emb[t], o), embOut[t], shifts[8]) + tokenBias[t];
      logits[t] = (int) Math.max(-1048576, Math.min(1048576, l));
    }
    return logits;
  }

  private int curve(int a) {
    int m = Math.min(Math.abs(a), 32767);
    int k = m >> 6;
    int value = tanh[k] + ((tanh[k + 1] - tanh[k]) * (m & 63) + 32 >> 6);
    return a < 0 ? -value : value;
  }

  private static int i16(long value) {
    return (int) Math.max(-32768, Math.min(32767, value));
  }

  private static long scaled(long dot, int multiplier, int shift) {
    return dot * multiplier + (shift > 0 ? 1L << shift - 1 : 0) >> shift;
  }

  private static long dot(int[] a, int[] b) {
    long sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (long) a[j] * b[j];
    }
    return sum;
  }

  private int[] shorts(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getShort();
    }
    return values;
  }

  private int[][] bytes(int rowCount, int columns) {
    int[][] values = new int[rowCount][columns];
    for (int[] row : values) {
      for (int j = 0; j < columns; j++) {
        row[j] = in.get();
      }
    }
    return values;
  }

  private final class Product {
    private final int[][] weights;
    private final int[] multipliers;
    private final int places;

    Product(int rowCount, int columns, int index) {
      weights = bytes(rowCount, columns);
      multipliers = shorts(rowCount);
      places = shifts[index];
    }

    long of(int row, int[] values) {
      return scaled(dot(weights[row], values), multipliers[row], places);
    }
  }
}
