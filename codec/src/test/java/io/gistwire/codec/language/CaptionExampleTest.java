package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The caption example of FORMAT.md is true. */
class CaptionExampleTest {
  private static final CaptionCondition NOTHING = CaptionCondition.none();
  private static final LanguageModel MODEL = TestModels.tiny();
  private static final CaptionCodec CODEC = CaptionCodec.of(MODEL);

  private final Map<String, String> example = read();

  private static Map<String, String> read() {
    Map<String, String> values = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(Path.of("FORMAT.md"));
      int at = lines.indexOf("```example caption");
      for (String line : lines.subList(at + 1, lines.size())) {
        if (line.equals("```")) {
          return values;
        }
        String[] parts = line.split(": ", 2);
        values.put(parts[0], parts[1]);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    throw new AssertionError("FORMAT.md has no caption example");
  }

  @Test
  @DisplayName("tokens, first state, logits and frequencies are as written")
  void theFirstStepIsAsWritten() {
    String text = example.get("text");
    int[] tokens = MODEL.tokeniser().encode(text.getBytes(StandardCharsets.UTF_8));
    int end = MODEL.tokeniser().endOfText();
    int[] written = numbers("tokens");
    assertArrayEquals(Arrays.copyOf(written, written.length - 1), tokens);
    assertEquals(end, written[written.length - 1]);

    GruSteps steps = MODEL.newSteps();
    long[] start = new long[MODEL.stateWidth()];
    long[] state = new long[MODEL.stateWidth()];
    int[] logits = new int[MODEL.vocabulary()];
    steps.start(NOTHING, start);
    steps.step(end, start, state, logits);
    assertArrayEquals(
        numbers("first state"), IntStream.range(0, 4).map(i -> (int) state[i]).toArray());
    assertArrayEquals(numbers("first logits"), new int[] {logits[tokens[0]], logits[end]});
    TokenDistribution distribution = new TokenDistribution(MODEL.expWeights(), MODEL.vocabulary());
    distribution.set(logits);
    assertArrayEquals(
        numbers("first frequencies"),
        new int[] {distribution.frequency(tokens[0]), distribution.frequency(end)});
  }

  @Test
  @DisplayName("every mode's bytes decode to the text")
  void everyModesBytesDecodeToTheText() throws Exception {
    for (String mode : List.of("raw", "adaptive", "language model")) {
      assertEquals(example.get("text"), CODEC.decode(hex(mode), NOTHING), mode);
    }
    assertArrayEquals(hex("adaptive"), CODEC.encode(example.get("text"), NOTHING));
    assertEquals(example.get("implied"), CODEC.decode(new byte[0], NOTHING));
    RankedCaption second = CODEC.ranked(NOTHING).get(2);
    assertEquals(example.get("rank 2 text"), second.text());
    assertEquals(numbers("rank 2 price")[0], second.price());
    assertArrayEquals(hex("rank 2 layer"), CODEC.encodeRank(2));
  }

  private int[] numbers(String key) {
    return Arrays.stream(example.get(key).split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private byte[] hex(String key) {
    return HexFormat.of().parseHex(example.get(key).replace(" ", ""));
  }
}
