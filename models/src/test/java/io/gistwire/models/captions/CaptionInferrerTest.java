package io.gistwire.models.captions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.manifest.PackException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** A pack of four numbers: the first one shows dogs, the second one cats, the third one nothing. */
class CaptionInferrerTest {
  private static final String[] SENTENCES = {
    "A dog runs.", "A dog runs on grass.", "A cat sits.", "Grass.", "A dog and a cat."
  };
  private static final int[][] PLACES = {
    {16384, 0, 0, 0}, {16384, 0, 4000, 0}, {0, 16384, 0, 0}, {0, 0, 16384, 0}, {12000, 12000, 0, 0}
  };
  private static final String SETTINGS =
      """
      {"best": 5, "temperature": 2, "class_scale": 1,
       "objects": [{"name": "dog", "words": ["dog"], "phrase": "a dog"},
                   {"name": "cat", "words": ["cat"], "phrase": "a cat"}],
       "classes": [], "calibration": [{"stages": 1, "weights": [[0, 1, 0, 0], [0, 1, 0, 0]]}],
       "may_name": 0.5, "must_name": 0.8, "reward": 0.1, "penalty": 0.5, "least": LEAST,
       "most_named": 2, "unsure": 0.25, "general": "A photo."}
      """;

  /** One codeword a sentence: M = 1, so that a score is the sentence's vector times the code's. */
  private static byte[] file() {
    byte[] text = String.join("\n", SENTENCES).getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater();
    deflater.setInput(text);
    deflater.finish();
    byte[] packed = new byte[200];
    int size = deflater.deflate(packed);
    deflater.end();
    ByteBuffer out = ByteBuffer.allocate(4000).order(ByteOrder.LITTLE_ENDIAN);
    out.put("GWCP".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
    out.putShort((short) 4).putInt(SENTENCES.length).putShort((short) 0);
    out.putShort((short) 2).putShort((short) 2).putInt(text.length).putInt(size);
    for (int word = 0; word < 256; word++) {
      for (int j = 0; j < 4; j++) {
        out.putShort((short) (word < PLACES.length ? PLACES[word][j] : 0));
      }
    }
    out.put(new byte[] {0, 1, 2, 3, 4});
    rows(out, new byte[] {127, 0, 0, 0, 0, 127, 0, 0}, 1f / 127, 1f / 127);
    rows(out, new byte[] {127, 0, 0, 127}, 8f / 127, 8f / 127);
    out.putFloat(0).putFloat(0).putFloat(-4).putFloat(-4);
    out.put(packed, 0, size);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void rows(ByteBuffer out, byte[] values, float... scales) {
    out.put(values);
    for (float scale : scales) {
      out.putFloat(scale);
    }
  }

  private static CaptionInferrer inferrer(double least) throws PackException {
    String settings = SETTINGS.replace("LEAST", Double.toString(least));
    return CaptionInferrer.read(file(), settings.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void the_caption_names_only_objects_that_the_code_supports() throws Exception {
    InferredCaption dog = inferrer(0).infer(new int[] {16384, 0, 0, 0}, 16);
    assertTrue(dog.text().startsWith("A dog runs"), dog.text());
    double probability = 1 / (1 + Math.exp(-4));
    assertEquals(probability, dog.objects().get(0).probability(), 1e-6);
    assertEquals(probability, dog.confidence(), 1e-6);
    assertEquals("A cat sits.", inferrer(0).infer(new int[] {0, 16384, 0, 0}, 16).text());
    InferredCaption neither = inferrer(0).infer(new int[] {0, 0, 16384, 0}, 16);
    assertEquals("Grass.", neither.text());
    assertEquals(0.25, neither.confidence(), 1e-6);
  }

  @Test
  void where_no_sentence_agrees_enough_the_sure_objects_are_listed() throws Exception {
    assertEquals("A dog.", inferrer(3).infer(new int[] {16384, 0, 0, 0}, 16).text());
    assertEquals("A photo.", inferrer(3).infer(new int[] {0, 0, 16384, 0}, 16).text());
    assertEquals("A dog and a cat.", inferrer(3).infer(new int[] {9000, 9000, 0, 0}, 16).text());
  }

  @Test
  void a_vector_of_another_length_and_no_stages_are_refused() throws Exception {
    CaptionInferrer inferrer = inferrer(0);
    assertThrows(IllegalArgumentException.class, () -> inferrer.infer(new int[3], 16));
    assertThrows(IllegalArgumentException.class, () -> inferrer.infer(new int[4], 0));
  }

  @Test
  void a_file_cut_anywhere_or_with_any_larger_size_is_refused() throws Exception {
    byte[] whole = file();
    byte[] settings = SETTINGS.replace("LEAST", "0").getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length += length < 40 ? 1 : 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(PackException.class, () -> CaptionInferrer.read(cut, settings));
    }
    for (int at = 4; at < 26; at++) {
      byte[] damaged = whole.clone();
      damaged[at] = (byte) 0x7f;
      assertThrows(PackException.class, () -> CaptionInferrer.read(damaged, settings));
    }
  }

  @Test
  void settings_that_do_not_fit_the_file_are_refused() {
    String good = SETTINGS.replace("LEAST", "0");
    for (String wrong :
        new String[] {
          "",
          "[]",
          "{}",
          good.replace("\"name\": \"cat\", ", ""),
          good.replace("[0, 1, 0, 0], ", ""),
          good.replace("\"classes\": []", "\"classes\": [0]"),
          good.replace("\"stages\": 1", "\"stages\": 2"),
          good.replace("\"best\": 5", "\"best\": 0"),
          good.replace(", \"general\": \"A photo.\"", "")
        }) {
      byte[] json = wrong.getBytes(StandardCharsets.UTF_8);
      assertThrows(PackException.class, () -> CaptionInferrer.read(file(), json), wrong);
    }
  }
}
