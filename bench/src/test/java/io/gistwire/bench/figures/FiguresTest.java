package io.gistwire.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void figures_print_the_stable_members() {
    String json =
        new Figures("pack", "host", "abc")
            .add("scan_codes_per_s", 4e7, "codes/s", 4e7, Figures.Better.HIGHER, "faiss", 1.5)
            .toJson();
    JsonObject figure =
        JsonParser.parseString(json)
            .getAsJsonObject()
            .getAsJsonArray("figures")
            .get(0)
            .getAsJsonObject();
    assertEquals("higher", figure.get("better").getAsString());
    assertEquals(1.5, figure.get("ratio").getAsDouble());
    assertEquals(4e7, figure.get("goal").getAsDouble());
  }
}
