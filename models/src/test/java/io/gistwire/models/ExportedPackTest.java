package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.text.Tokenizer;
import io.gistwire.models.text.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A pack made from a Hugging Face model")
class ExportedPackTest {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"tiny-clip", "tiny-siglip"})
  @DisplayName("gives the photo vectors of transformers, its own preprocessing included")
  void photos(String name) throws Exception {
    try (ModelPack pack = ModelPack.load(folder(name))) {
      JsonArray photos = expected(name).getAsJsonArray("photos");
      for (int i = 0; i < photos.size(); i++) {
        byte[] photo = Fixtures.bytes("exported/photo-" + i + ".png");
        float[] vector = pack.photoEncoder().vector(photo);
        assertArrayEquals(floats(photos.get(i).getAsJsonArray()), vector, TOLERANCE, "photo " + i);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"tiny-clip", "tiny-siglip"})
  @DisplayName("gives the text vectors of transformers, its own tokenizer included")
  void texts(String name) throws Exception {
    try (ModelPack pack = ModelPack.load(folder(name))) {
      List<String> texts = new ArrayList<>();
      for (JsonElement row : expected(name).getAsJsonArray("texts")) {
        texts.add(row.getAsJsonObject().get("text").getAsString());
      }
      List<float[]> vectors = pack.textEncoder().encodeAll(texts, QueryStyle.AUTO);
      for (int i = 0; i < vectors.size(); i++) {
        JsonObject row = expected(name).getAsJsonArray("texts").get(i).getAsJsonObject();
        float[] wanted = floats(row.getAsJsonArray("vector"));
        assertArrayEquals(wanted, vectors.get(i), TOLERANCE, texts.get(i));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"tiny-clip", "tiny-siglip"})
  @DisplayName("splits texts into the tokens of transformers")
  void tokens(String name) throws Exception {
    try (ModelPack pack = ModelPack.load(folder(name));
        PackFiles files = PackFiles.at(folder(name))) {
      PackManifest manifest = pack.manifest();
      Tokenizer tokenizer =
          Tokenizers.open(manifest.textEncoder().orElseThrow().tokenizer(), manifest, files);
      for (JsonElement element : expected(name).getAsJsonArray("texts")) {
        JsonObject row = element.getAsJsonObject();
        List<Integer> ids = new ArrayList<>();
        for (int id : tokenizer.encode(row.get("text").getAsString())) {
          ids.add(id);
        }
        assertEquals(
            row.getAsJsonArray("ids").toString(),
            ids.toString().replace(" ", ""),
            row.get("text").getAsString());
      }
    }
  }

  private static Path folder(String name) {
    return Fixtures.path("exported/" + name);
  }

  private static JsonObject expected(String name) {
    byte[] json = Fixtures.bytes("exported/" + name + ".expected.json");
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }
}
