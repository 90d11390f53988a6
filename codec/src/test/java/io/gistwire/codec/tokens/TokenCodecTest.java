package io.gistwire.codec.tokens;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TokenCodecTest {
  /** Scales 1x1, 2x3 and 4x4 with classes of everything. */
  private static final int[][] SHAPES = {
    {1, 1, 9, 1, 1, 1}, {2, 3, 16, 3, 2, 2}, {4, 4, 5, 4, 1, 3},
  };

  private static final byte[] FILE = file(1, 2, SHAPES);

  static byte[] file(long seed, int embeddingClasses, int[][] shapes) {
    Random random = new Random(seed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {'G', 'W', 'T', 'K', 1, (byte) shapes.length, (byte) embeddingClasses, 0});
    for (int[] s : shapes) {
      out.writeBytes(new byte[] {(byte) s[0], (byte) s[1], (byte) s[2], (byte) (s[2] >> 8)});
      out.writeBytes(new byte[] {(byte) s[3], (byte) s[4], (byte) s[5], 0});
    }
    classes(out, random, 256, embeddingClasses);
    for (int i = 0; i < shapes.length; i++) {
      int[] s = shapes[i];
      classes(out, random, i == 0 ? 0 : shapes[i - 1][2], s[3]);
      classes(out, random, s[2], s[4]);
      classes(out, random, s[2], s[5]);
      for (int row = 0; row < embeddingClasses * s[3] * s[4] * s[5]; row++) {
        row(out, random, s[2]);
      }
    }
    return out.toByteArray();
  }

  private static void classes(ByteArrayOutputStream out, Random random, int size, int classes) {
    for (int i = 0; i < size && classes > 1; i++) {
      out.write(random.nextInt(classes));
    }
  }

  private static void row(ByteArrayOutputStream out, Random random, int tokens) {
    int left = 65536;
    for (int token = 0; token < tokens; token++) {
      int rest = tokens - token - 1;
      int f = rest == 0 ? left : 1 + random.nextInt(Math.max(1, (left - rest) / 2));
      out.write(f);
      out.write(f >> 8);
      left -= f;
    }
  }

  private static int[] tokens(TokenCodec codec, long seed) {
    Random random = new Random(seed);
    int[] tokens = new int[codec.totalTokens()];
    int at = 0;
    for (int s = 0; s < codec.scales(); s++) {
      for (int i = 0; i < codec.height(s) * codec.width(s); i++) {
        tokens[at++] = random.nextInt(codec.tokens(s));
      }
    }
    return tokens;
  }

  @Property
  void all_tokens_come_back_from_all_bytes(
      @ForAll long seed, @ForAll @IntRange(min = -1, max = 300) int firstIndex) throws Exception {
    TokenCodec codec = TokenCodec.load(FILE);
    int[] tokens = tokens(codec, seed);
    byte[] layer = codec.encode(tokens, firstIndex, Integer.MAX_VALUE);
    assertArrayEquals(tokens, codec.decode(layer, firstIndex));
  }

  @Property
  void cut_bytes_give_the_first_tokens(@ForAll long seed, @ForAll @IntRange(max = 30) int maxBytes)
      throws Exception {
    TokenCodec codec = TokenCodec.load(FILE);
    int[] tokens = tokens(codec, seed);
    byte[] layer = codec.encode(tokens, 7, maxBytes);
    assertTrue(layer.length <= maxBytes);
    int[] read = codec.decode(layer, 7);
    assertArrayEquals(Arrays.copyOf(tokens, read.length), read);
    assertTrue(maxBytes < 30 || read.length > 10);
    assertTrue(maxBytes > 0 || read.length == 0);
  }

  @Property
  void any_bytes_say_some_tokens(
      @ForAll byte[] layer, @ForAll @IntRange(min = -1, max = 300) int firstIndex)
      throws Exception {
    TokenCodec codec = TokenCodec.load(FILE);
    int[] read = codec.decode(layer, firstIndex);
    assertTrue(read.length <= codec.totalTokens());
  }

  @Example
  void contexts_are_those_of_the_format() throws Exception {
    // One row a class of the embedding, parent, left and above; the token names the context.
    int[][] shapes = {{1, 1, 2, 1, 1, 1}, {2, 2, 2, 2, 2, 2}};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'G', 'W', 'T', 'K', 1, 2, 2, 0, 1, 1, 2, 0, 1, 1, 1, 0});
    out.writeBytes(new byte[] {2, 2, 2, 0, 2, 2, 2, 0});
    for (int i = 0; i < 256; i++) {
      out.write(i == 9 ? 1 : 0);
    }
    two(out, 1);
    two(out, 1);
    out.writeBytes(new byte[] {0, 1, 0, 1, 0, 1});
    // Token 1 is likely in contexts where exactly the embedding and the left are of class 1.
    for (int context = 0; context < 16; context++) {
      two(out, context == 0b1010 ? 65535 : 1);
    }
    TokenCodec codec = TokenCodec.load(out.toByteArray());
    assertEquals(shapes.length, codec.scales());
    byte[] expected = codec.encode(new int[] {0, 1, 1, 0, 0}, 9, 100);
    byte[] surprise = codec.encode(new int[] {0, 1, 0, 0, 0}, 9, 100);
    assertTrue(surprise.length > expected.length, "left of class 1 under embedding class 1");
    byte[] other = codec.encode(new int[] {0, 1, 1, 0, 0}, 8, 100);
    assertTrue(other.length > expected.length, "no such context under embedding class 0");
  }

  /** Frequencies of a token 1 that is as likely as said. */
  private static void two(ByteArrayOutputStream out, int ones) {
    int zeros = 65536 - ones;
    out.write(zeros);
    out.write(zeros >> 8);
    out.write(ones);
    out.write(ones >> 8);
  }

  @Example
  void wrong_callers_are_told() throws Exception {
    TokenCodec codec = TokenCodec.load(FILE);
    assertEquals(23, codec.totalTokens());
    assertThrows(IllegalArgumentException.class, () -> codec.encode(new int[22], 0, 9));
    int[] outside = new int[23];
    outside[22] = 5;
    assertThrows(IllegalArgumentException.class, () -> codec.encode(outside, 0, 9));
    outside[22] = -1;
    assertThrows(IllegalArgumentException.class, () -> codec.encode(outside, 0, 9));
  }

  @Property
  void cut_files_are_truncated(@ForAll long at) {
    byte[] cut = Arrays.copyOf(FILE, (int) Math.floorMod(at, (long) FILE.length));
    assertThrows(TruncatedGistException.class, () -> TokenCodec.load(cut));
  }

  @Example
  void damaged_files_are_told_apart() {
    byte[] longer = Arrays.copyOf(FILE, FILE.length + 1);
    assertThrows(CorruptGistException.class, () -> TokenCodec.load(longer));
    int classTables = 8 + 3 * 8;
    int[][] corrupt = {
      {0, 'X'},
      {5, 0},
      {5, 9},
      {6, 0},
      {6, 17},
      {7, 1},
      {8, 0},
      {8, 65},
      {9, 0},
      {10, 1},
      {11, 0x20},
      {12, 2},
      {13, 0},
      {14, 17},
      {15, 1},
      {classTables, 2},
      {FILE.length - 1, 0x7f},
    };
    for (int[] change : corrupt) {
      byte[] file = FILE.clone();
      file[change[0]] = (byte) change[1];
      assertThrows(
          CorruptGistException.class, () -> TokenCodec.load(file), Arrays.toString(change));
    }
    byte[] newer = FILE.clone();
    newer[4] = 2;
    assertThrows(UnsupportedFormatException.class, () -> TokenCodec.load(newer));
    byte[] huge = FILE.clone();
    for (int scale = 0; scale < 3; scale++) {
      huge[8 + 8 * scale + 3] = 0x10;
      huge[8 + 8 * scale + 5] = huge[8 + 8 * scale + 6] = 16;
    }
    assertThrows(CorruptGistException.class, () -> TokenCodec.load(huge));
  }

  @Property
  void any_bytes_load_or_are_refused(@ForAll byte[] file) {
    try {
      TokenCodec.load(file);
    } catch (GistFormatException expected) {
      assertTrue(expected.getMessage().length() > 10);
    }
  }
}
