package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.captions.InferredCaption;
import io.gistwire.models.captions.ObjectScore;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Captions of real codes against the trainers' ({@code make_caption_expectations.py}). */
class InferredCaptionsTest {
  private static ModelPack pack;
  private static PackInferrer inferrer;

  @BeforeAll
  static void load() throws Exception {
    assumeTrue(ModelPack.bundledNames().contains("base-1"), "pack base-1 is not on the class path");
    pack = ModelPack.bundled();
    inferrer = pack.inferrer().orElseThrow();
  }

  @AfterAll
  static void close() {
    if (pack != null) {
      pack.close();
    }
  }

  private static Layer layer(byte[] code) {
    return Layer.of(LayerKind.EMBEDDING, 0, code);
  }

  @Test
  void captions_confidences_and_objects_equal_the_trainers() throws Exception {
    String json = new String(Fixtures.bytes("base-1.captions.json"), StandardCharsets.UTF_8);
    JsonArray rows = JsonParser.parseString(json).getAsJsonArray();
    assertTrue(rows.size() >= 60);
    for (JsonElement element : rows) {
      JsonObject row = element.getAsJsonObject();
      byte[] code = HexFormat.of().parseHex(row.get("code").getAsString());
      InferredCaption caption = inferrer.infer(layer(code)).orElseThrow();
      assertEquals(row.get("text").getAsString(), caption.text());
      assertEquals(row.get("confidence").getAsFloat(), caption.confidence(), 1e-4f, caption.text());
      Map<String, Float> scores =
          caption.objects().stream()
              .collect(Collectors.toMap(ObjectScore::name, ObjectScore::probability));
      for (Map.Entry<String, JsonElement> object : row.getAsJsonObject("objects").entrySet()) {
        assertEquals(
            object.getValue().getAsFloat(), scores.get(object.getKey()), 1e-4f, object.getKey());
      }
    }
  }

  @Test
  void a_code_always_has_the_same_caption_and_an_empty_one_has_none() throws Exception {
    byte[] code = {7, 1, 2, 3};
    assertEquals(inferrer.infer(layer(code)), inferrer.infer(layer(code)));
    assertFalse(inferrer.infer(layer(code)).orElseThrow().text().isEmpty());
    assertTrue(inferrer.infer(layer(new byte[0])).isEmpty());
    assertSame(inferrer, pack.inferrer().orElseThrow());
  }
}
