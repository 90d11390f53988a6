package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.codec.entropy.RangeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captions that the Python twin wrote in format version 1; readable for ever. */
class GoldenCaptionsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final CaptionCodec CODEC = CaptionCodec.of(TestModels.tiny());

  static Stream<Golden> goldenCaptions() {
    String file = new String(TestModels.load("golden_captions_1.tsv"), StandardCharsets.US_ASCII);
    return file.lines().skip(1).map(Golden::parse);
  }

  @ParameterizedTest
  @MethodSource("goldenCaptions")
  @DisplayName("Java writes the bytes that Python wrote, and reads them back")
  void javaWritesTheBytesThatPythonWrote(Golden golden) throws Exception {
    assertArrayEquals(golden.layer, CODEC.encode(golden.text, golden.given));
    assertEquals(golden.text, CODEC.decode(golden.layer, golden.given));
  }

  @ParameterizedTest
  @MethodSource("goldenCaptions")
  @DisplayName("the modes that lost are read too")
  void theModesThatLostAreReadToo(Golden golden) throws Exception {
    if (golden.modelLayer.length > 0) {
      assertEquals(golden.text, CODEC.decode(golden.modelLayer, golden.given));
    }
    if (golden.adaptiveLayer.length > 0) {
      assertEquals(golden.text, CODEC.decode(golden.adaptiveLayer, golden.given));
      assertEquals(golden.text, CaptionCodec.plain().decode(golden.adaptiveLayer, golden.given));
    }
  }

  @ParameterizedTest
  @MethodSource("goldenCaptions")
  @DisplayName("implied text and ranked list are the ones of Python")
  void impliedTextAndRankedListAreTheOnesOfPython(Golden golden) throws Exception {
    assertEquals(golden.implied, CODEC.implied(golden.given));
    assertEquals(golden.implied, CODEC.decode(new byte[0], golden.given));
    if (!golden.ranked.isEmpty()) {
      assertEquals(golden.ranked, CODEC.ranked(golden.given));
      for (int rank = 0; rank < golden.ranked.size(); rank++) {
        byte[] layer = CODEC.encodeRank(rank);
        assertEquals(1, layer.length);
        assertEquals(golden.ranked.get(rank).text(), CODEC.decode(layer, golden.given));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldenCaptions")
  @DisplayName(
      "a model read afresh writes the layer that Python wrote with its model, and prices it")
  void aModelReadAfreshWritesPythonsModelLayer(Golden golden) throws Exception {
    LanguageModel model = LanguageModel.read(TestModels.tinyFile());
    byte[] utf8 = golden.text.getBytes(StandardCharsets.UTF_8);
    byte[] memory = new byte[8 * CaptionCodec.MAX_LAYER_BYTES];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    CaptionMode.MODEL.encode(encoder);
    boolean fits = new TokenCoder(model, golden.given).encode(encoder, utf8);
    assertEquals(golden.modelLayer.length > 0, fits);
    if (fits) {
      assertArrayEquals(golden.modelLayer, Arrays.copyOf(memory, encoder.finish()));
      double bits = TestModels.informationBits(model, golden.given, utf8);
      assertEquals(8.0 * golden.modelLayer.length, bits, 24);
    }
    assertEquals(golden.implied, CaptionCodec.of(model).implied(golden.given));
  }

  record Golden(
      CaptionCondition given,
      String text,
      byte[] layer,
      byte[] modelLayer,
      byte[] adaptiveLayer,
      String implied,
      List<RankedCaption> ranked) {
    static Golden parse(String line) {
      String[] columns = line.split("\t", -1);
      int[] vector = Arrays.stream(columns[1].split(",")).mapToInt(Integer::parseInt).toArray();
      List<RankedCaption> ranked =
          columns[7].isEmpty()
              ? List.of()
              : Arrays.stream(columns[7].split(",")).map(Golden::entry).toList();
      return new Golden(
          CaptionCondition.of(vector, Integer.parseInt(columns[0])),
          text(columns[2]),
          HEX.parseHex(columns[3]),
          HEX.parseHex(columns[4]),
          HEX.parseHex(columns[5]),
          text(columns[6]),
          ranked);
    }

    private static RankedCaption entry(String field) {
      String[] parts = field.split(":");
      return new RankedCaption(text(parts[0]), Integer.parseInt(parts[1]));
    }

    private static String text(String hex) {
      return new String(HEX.parseHex(hex), StandardCharsets.UTF_8);
    }
  }
}
