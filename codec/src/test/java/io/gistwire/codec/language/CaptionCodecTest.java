package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.quantizer.Quantizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CaptionCodecTest {
  private static final CaptionCodec CODEC = CaptionCodec.of(TestModels.tiny());
  private static final CaptionCodec PLAIN = CaptionCodec.plain();

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> wellFormed =
        Arbitraries.integers()
            .between(0, 0x10ffff)
            .filter(c -> c < 0xd800 || c > 0xdfff)
            .list()
            .ofMaxSize(60)
            .map(CaptionCodecTest::fromCodePoints);
    Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(300);
    Arbitrary<String> words =
        Arbitraries.of("a", "man", "dog", "two", "running", "is", "the", "Straße", "дом", ".")
            .list()
            .ofMaxSize(40)
            .map(list -> String.join(" ", list));
    return Arbitraries.oneOf(wellFormed, ascii, words);
  }

  private static String fromCodePoints(List<Integer> points) {
    StringBuilder text = new StringBuilder();
    points.forEach(text::appendCodePoint);
    return text.toString();
  }

  @Property(tries = 400)
  @Label("any text returns, at one byte above its UTF-8 at most")
  void anyTextComesBack(
      @ForAll("texts") String text, @ForAll long seed, @ForAll @IntRange(max = 16) int stages)
      throws Exception {
    CaptionCondition given = TestModels.given(seed, stages);
    int utf8 = text.getBytes(StandardCharsets.UTF_8).length;
    byte[] layer = CODEC.encode(text, given);
    assertEquals(text, CODEC.decode(layer, given));
    assertTrue(layer.length <= utf8 + 1);
    byte[] plain = PLAIN.encode(text, CaptionCondition.none());
    assertEquals(text, PLAIN.decode(plain, CaptionCondition.none()));
    assertTrue(plain.length <= utf8 + 1);
  }

  @Property(tries = 400)
  @Label("any bytes decode to a text or are called corrupt")
  void anyBytesDecodeOrAreCorrupt(
      @ForAll @Size(max = 80) byte[] layer,
      @ForAll long seed,
      @ForAll @IntRange(max = 16) int stages) {
    CaptionCondition given = TestModels.given(seed, stages);
    for (CaptionCodec codec : List.of(CODEC, PLAIN)) {
      try {
        String text = codec.decode(layer, given);
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= CaptionCodec.MAX_TEXT_BYTES);
      } catch (CorruptGistException e) {
        assertTrue(e.getMessage().startsWith("caption"), e.getMessage());
      }
    }
  }

  @Property(tries = 100)
  @Label("the implied text costs nothing")
  void theImpliedTextCostsNothing(@ForAll long seed, @ForAll @IntRange(max = 16) int stages) {
    CaptionCondition given = TestModels.given(seed, stages);
    assertEquals(0, CODEC.encode(CODEC.implied(given), given).length);
  }

  @Property(tries = 300)
  @Label("a text that begins as the implied one does, or goes on after it, is not taken for it")
  void aTextThatBeginsAsTheImpliedOneDoes(
      @ForAll long seed, @ForAll @IntRange(max = 80) int cut, @ForAll("texts") String more)
      throws Exception {
    CaptionCondition given = TestModels.given(seed, 8);
    String implied = CODEC.implied(given);
    int end =
        implied.offsetByCodePoints(0, Math.min(cut, implied.codePointCount(0, implied.length())));
    for (String text : List.of(implied.substring(0, end), implied.substring(0, end) + more)) {
      byte[] layer = CODEC.encode(text, given);
      assertEquals(text, CODEC.decode(layer, given));
      assertEquals(text.equals(implied), layer.length == 0);
    }
  }

  @Test
  @DisplayName("a text of more tokens than the model takes is written otherwise")
  void aTextOfMoreTokensThanTheModelTakes() throws Exception {
    String text = "\u0001\u0002\u0003\u0004".repeat(400);
    byte[] layer = CODEC.encode(text, CaptionCondition.none());
    assertEquals(text, CODEC.decode(layer, CaptionCondition.none()));
    assertTrue(layer.length < 200, "adaptive bytes learn the repetition");
  }

  @Test
  @DisplayName("a code of the quantiser is a condition, and its length the number of stages")
  void aCodeOfTheQuantiserIsACondition() throws Exception {
    ByteBuffer books = ByteBuffer.allocate(16 + 2 * 3 * 256 * 16).order(ByteOrder.LITTLE_ENDIAN);
    books.put(new byte[] {'G', 'W', 'C', 'B', 1, 1, 0, 0});
    books.putShort((short) 3).putShort((short) 256).putShort((short) 16).putShort((short) 16);
    while (books.hasRemaining()) {
      books.putShort((short) (books.position() % 601 - 300));
    }
    Quantizer quantizer = Quantizer.load(books.array());
    byte[] code = {7, 9};
    int[] vector = new int[16];
    quantizer.decode(code, 0, 2, vector);
    assertEquals(CaptionCondition.of(vector, 2), CaptionCondition.of(quantizer, code));
    assertEquals(CaptionCondition.none(), CaptionCondition.of(quantizer, new byte[0]));
    assertThrows(
        CorruptGistException.class, () -> CaptionCondition.of(quantizer, new byte[] {1, 2, 3, 4}));
  }

  @Test
  @DisplayName("a layer within a larger buffer is read by its own bounds")
  void aLayerWithinALargerBufferIsRead() throws Exception {
    CaptionCondition given = TestModels.given(3, 4);
    byte[] layer = CODEC.encode("Two dogs are running.", given);
    byte[] buffer = new byte[layer.length + 20];
    Arrays.fill(buffer, (byte) 0x5a);
    System.arraycopy(layer, 0, buffer, 7, layer.length);
    assertEquals("Two dogs are running.", CODEC.decode(buffer, 7, layer.length, given));
    assertThrows(
        IndexOutOfBoundsException.class, () -> CODEC.decode(buffer, buffer.length - 2, 3, given));
  }

  @Test
  @DisplayName("a caption decodes with the stages that it was written with")
  void aCaptionDecodesWithItsOwnStages() throws Exception {
    int[] vector = new int[TestModels.tiny().dimension()];
    Arrays.fill(vector, 9000);
    CaptionCondition four = CaptionCondition.of(vector, 4);
    CaptionCondition five = CaptionCondition.of(vector, 5);
    assertNotEquals(CODEC.ranked(four), CODEC.ranked(five));
    assertEquals("Two dogs.", CODEC.decode(CODEC.encode("Two dogs.", four), four));
  }

  @Test
  @DisplayName("information is the layer's size but for the mode and the last byte")
  void informationIsTheLayersSize() {
    String text = "A man in a red shirt is standing near the white house.";
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    double bits = TestModels.informationBits(TestModels.tiny(), CaptionCondition.none(), utf8);
    byte[] memory = new byte[200];
    var encoder = new io.gistwire.codec.entropy.RangeEncoder(memory, 0, memory.length);
    CaptionMode.MODEL.encode(encoder);
    new TokenCoder(TestModels.tiny(), CaptionCondition.none()).encode(encoder, utf8);
    double layerBits = 8.0 * encoder.finish();
    assertTrue(layerBits >= bits - 8 && layerBits <= bits + 8.2, bits + " against " + layerBits);
  }

  @Test
  @DisplayName("a lone surrogate is refused")
  void aLoneSurrogateIsRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> CODEC.encode("dog \ud83d dog", CaptionCondition.none()));
    assertTrue(error.getMessage().contains("lone surrogate"));
  }

  @Test
  @DisplayName("2,000 bytes of text are taken, 2,001 are refused with both numbers")
  void theLongestTextIsTaken() throws Exception {
    String longest = "ß".repeat(1000);
    byte[] layer = CODEC.encode(longest, CaptionCondition.none());
    assertEquals(longest, CODEC.decode(layer, CaptionCondition.none()));
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> CODEC.encode(longest + "s", CaptionCondition.none()));
    assertEquals("caption has 2001 bytes of UTF-8; at most 2000 are allowed", error.getMessage());
  }

  @Test
  @DisplayName("noise costs one byte above its UTF-8")
  void noiseCostsOneByteAboveItsUtf8() throws Exception {
    String noise = "q\u0007Z~\u0001|";
    byte[] layer = CODEC.encode(noise, CaptionCondition.none());
    assertEquals(7, layer.length);
    assertEquals((byte) 0xff, layer[0]);
    assertEquals(noise, CODEC.decode(layer, CaptionCondition.none()));
  }

  @Test
  @DisplayName("raw bytes that are no UTF-8, or too many, are corrupt")
  void rawBytesThatAreNoTextAreCorrupt() {
    byte[] broken = {(byte) 0xff, 'a', (byte) 0xc3};
    assertThrows(CorruptGistException.class, () -> CODEC.decode(broken, CaptionCondition.none()));
    byte[] long2001 = new byte[2002];
    Arrays.fill(long2001, (byte) 'a');
    long2001[0] = (byte) 0xff;
    assertThrows(CorruptGistException.class, () -> CODEC.decode(long2001, CaptionCondition.none()));
  }

  @Test
  @DisplayName("a condition of another pack is refused with both sizes")
  void aConditionOfAnotherPackIsRefused() {
    CaptionCondition other = CaptionCondition.of(new int[7], 3);
    var error = assertThrows(IllegalArgumentException.class, () -> CODEC.encode("a", other));
    assertEquals(
        "caption conditioned on a vector of 7 numbers; the language model needs 16",
        error.getMessage());
    for (Executable call :
        List.<Executable>of(
            () -> CODEC.decode(new byte[] {100}, other),
            () -> CODEC.implied(other),
            () -> CODEC.ranked(other))) {
      assertEquals(
          error.getMessage(), assertThrows(IllegalArgumentException.class, call).getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> CaptionCondition.of(new int[16], 17));
    assertThrows(IllegalArgumentException.class, () -> CaptionCondition.of(new int[16], -1));
  }

  @Test
  @DisplayName("a pack without a language model neither implies nor reads what one wrote")
  void aPackWithoutALanguageModel() {
    assertThrows(IllegalStateException.class, () -> PLAIN.implied(CaptionCondition.none()));
    assertThrows(
        CorruptGistException.class, () -> PLAIN.decode(new byte[0], CaptionCondition.none()));
    assertThrows(
        CorruptGistException.class,
        () -> PLAIN.decode(new byte[] {0x40, 1, 2}, CaptionCondition.none()));
  }

  @Test
  @DisplayName("conditions are values")
  void conditionsAreValues() {
    int[] vector = {1, 2, 3};
    CaptionCondition given = CaptionCondition.of(vector, 2);
    vector[0] = 9;
    assertEquals(CaptionCondition.of(new int[] {1, 2, 3}, 2), given);
    assertEquals(CaptionCondition.of(new int[] {1, 2, 3}, 2).hashCode(), given.hashCode());
    assertNotEquals(CaptionCondition.of(new int[] {1, 2, 3}, 1), given);
    assertEquals(CaptionCondition.none(), CaptionCondition.of(vector, 0));
    assertTrue(given.toString().contains("stages=2"));
  }
}
