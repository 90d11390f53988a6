package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WeightFileTest {
  private static final int MERGES_AT = 26;
  private static final int TANH_AT = MERGES_AT + 4 * (320 - 257);
  private static final int EXP2_AT = TANH_AT + 2 * 513;
  private static final int EMBEDDING_AT = EXP2_AT + 4 * 1024;

  @Test
  @DisplayName("a model states its sizes")
  void aModelStatesItsSizes() {
    LanguageModel model = TestModels.tiny();
    assertEquals(320, model.vocabulary());
    assertEquals(16, model.dimension());
    assertEquals(16, model.maxStages());
    assertEquals(3 * 22 * 22 + 22 * 12 + 12 * 320, model.multiplyAddsPerToken());
  }

  @Test
  @DisplayName("a file of a later version is unsupported, another kind of file is corrupt")
  void aFileOfALaterVersionIsUnsupported() {
    assertThrows(UnsupportedFormatException.class, () -> LanguageModel.read(with(4, 2)));
    assertThrows(CorruptGistException.class, () -> LanguageModel.read(with(0, 'X')));
  }

  @Property(tries = 100)
  @Label("a file that ends early is truncated, wherever")
  void aFileThatEndsEarlyIsTruncated(@ForAll @IntRange(max = 15271) int length) {
    byte[] part = Arrays.copyOf(TestModels.tinyFile(), length);
    assertThrows(TruncatedGistException.class, () -> LanguageModel.read(part));
  }

  @Test
  @DisplayName("a byte too many is corrupt")
  void aByteTooManyIsCorrupt() {
    byte[] file = TestModels.tinyFile();
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    var error = assertThrows(CorruptGistException.class, () -> LanguageModel.read(longer));
    assertEquals(
        "language model file has 15273 bytes; its widths ask for 15272", error.getMessage());
  }

  @Test
  @DisplayName("numbers outside their range are named with it")
  void numbersOutsideTheirRangeAreNamed() {
    assertRefused("stages 17; 0 to 16", with(5, 17));
    assertRefused("vocabulary 64; 257 to 16384", with(7, 0));
    assertRefused("embedding width 268; 1 to 256", with(9, 1));
    assertRefused("state width 5654; 1 to 1024", with(11, 22));
    assertRefused("shift 47; 0 to 46", with(16, 47));
    assertRefused("reserved byte 1; 0 to 0", with(25, 1));
    assertRefused("part of token 256 65", with(MERGES_AT + 1, 255));
    assertRefused("tanh table entry", with(TANH_AT + 101, 0x80));
    assertRefused("exp2 table entry", with(EXP2_AT + 3, 2));
    assertRefused("exp2 table entry", with(EXP2_AT + 4 * 1000 + 3, 0xff));
    assertRefused("weight -128; -127 to 127", with(EMBEDDING_AT, 0x80));
    assertRefused("multiplier -", with(EMBEDDING_AT + 320 * 12 + 1, 0xff));
  }

  @Test
  @DisplayName("merges that double a token again and again are refused before they fill the memory")
  void mergesThatDoubleAreRefused() {
    byte[] file = TestModels.tinyFile();
    for (int i = 1; i < 63; i++) {
      int before = 255 + i;
      for (int part = 0; part < 2; part++) {
        file[MERGES_AT + 4 * i + 2 * part] = (byte) before;
        file[MERGES_AT + 4 * i + 2 * part + 1] = (byte) (before >> 8);
      }
    }
    assertRefused("has more than 2000 bytes", file);
  }

  @Property(tries = 300)
  @Label("a flipped bit gives a model or a typed error")
  void aFlippedBitGivesAModelOrATypedError(@ForAll @IntRange(max = 122175) int bit) {
    byte[] file = TestModels.tinyFile();
    file[bit >> 3] ^= (byte) (1 << (bit & 7));
    try {
      CaptionCodec codec = CaptionCodec.of(LanguageModel.read(file));
      if (LanguageModel.read(file).dimension() == 16) {
        CaptionCondition none = CaptionCondition.none();
        assertEquals("Two dogs.", codec.decode(codec.encode("Two dogs.", none), none));
      }
    } catch (GistFormatException e) {
      assertTrue(e.getMessage().contains("language model file"), e.getMessage());
    }
  }

  private static void assertRefused(String part, byte[] file) {
    var error = assertThrows(CorruptGistException.class, () -> LanguageModel.read(file));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  private static byte[] with(int at, int value) {
    byte[] file = TestModels.tinyFile();
    file[at] = (byte) value;
    return file;
  }
}
