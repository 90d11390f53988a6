package io.gistwire.models.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.gistwire.models.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The manifest reader")
class ManifestReaderTest {
  private static final byte[] TINY = Fixtures.bytes("tiny/manifest.json");

  @Test
  @DisplayName("reads what the Python side wrote, with the same code fingerprint")
  void reads_python() throws Exception {
    PackManifest manifest = ManifestReader.read(TINY);
    assertEquals("tiny", manifest.name());
    assertEquals(16, manifest.code().dimension());
    assertEquals(4, manifest.code().preprocessing().size());
    assertEquals("Random weights for tests, with a “quoted” word.", manifest.description());
    assertEquals(List.of(1f, 0.25f), manifest.textEncoder().orElseThrow().sentence().weights());
    assertTrue(manifest.sizeBytes(PackPart.DEVICE) > manifest.sizeBytes(PackPart.SERVER));
  }

  @Test
  @DisplayName("ignores unknown members outside code and keeps the fingerprint")
  void unknown_outside() throws Exception {
    PackManifest changed = ManifestReader.read(edit(root -> root.addProperty("colour", "blue")));
    assertEquals(ManifestReader.read(TINY).codeFingerprint(), changed.codeFingerprint());
  }

  @Test
  @DisplayName("refuses unknown members inside code")
  void unknown_inside() {
    refused(root -> root.getAsJsonObject("code").addProperty("colour", "blue"), "code.colour");
  }

  @Test
  @DisplayName("refuses a code that the fingerprint does not cover")
  void fingerprint() {
    refused(
        root ->
            root.getAsJsonObject("code")
                .getAsJsonArray("preprocessing")
                .get(1)
                .getAsJsonObject()
                .addProperty("width", 33),
        "code_fingerprint");
    refused(root -> file(root, 1).addProperty("sha256", "0".repeat(64)), "code_fingerprint");
  }

  @Test
  @DisplayName("states what is wrong and where")
  void messages() {
    refused(root -> root.addProperty("format", 2), "manifest.format is 2");
    refused(root -> root.addProperty("name", "../evil"), "manifest.name");
    refused(root -> root.remove("licence"), "manifest.licence is missing");
    refused(root -> root.addProperty("pack_version", "1"), "pack_version");
    refused(root -> file(root, 0).addProperty("bytes", -1), "bytes is -1");
    refused(root -> file(root, 0).addProperty("bytes", 5e10), "bytes");
    refused(root -> file(root, 0).addProperty("part", "moon"), "part");
    refused(root -> text(root).addProperty("label_max_words", 1e300), "label_max_words");
    refused(root -> text(root).addProperty("file", "nowhere.pt"), "nowhere.pt");
    refused(
        root -> text(root).getAsJsonObject("queries").addProperty("divide_by", "two"),
        "queries.divide_by is \"two\"; length and weights are allowed");
    refused(root -> text(root).getAsJsonArray("inputs").add("ids"), "inputs");
    refused(
        root ->
            text(root)
                .getAsJsonObject("queries")
                .getAsJsonObject("sentence")
                .getAsJsonArray("templates")
                .add("no place"),
        "no place");
  }

  @Test
  @DisplayName("refuses paths that lead out of the pack")
  void paths() {
    for (String path :
        List.of("../x", "/etc/passwd", "a/../../x", "a//b", "a/./b", "a\\b", "", "a/", "..")) {
      refused(root -> file(root, 4).addProperty("path", path), "path");
    }
    refused(root -> file(root, 4).addProperty("path", "image_encoder.pt"), "a second time");
  }

  @Test
  @DisplayName("refuses code files that are not in the device part")
  void device_part() {
    refused(root -> file(root, 0).addProperty("part", "server"), "the device needs it");
  }

  @Test
  @DisplayName("refuses what is not strict JSON, not UTF-8 or too long")
  void not_json() {
    for (String text : List.of("", "{", "[]", "null", "{'a':1}", "{\"a\":NaN}", "[".repeat(5000))) {
      assertThrows(
          PackException.class, () -> ManifestReader.read(text.getBytes(StandardCharsets.UTF_8)));
    }
    assertThrows(PackException.class, () -> ManifestReader.read(new byte[] {(byte) 0xC3, 0x28}));
    assertThrows(PackException.class, () -> ManifestReader.read(new byte[(1 << 20) + 1]));
  }

  @Test
  @DisplayName("meets any member replaced by anything with a manifest or a typed error")
  void every_member() {
    List<JsonElement> others =
        List.of(
            JsonNull.INSTANCE,
            new JsonPrimitive(-1),
            new JsonPrimitive("x"),
            new JsonPrimitive(true),
            new JsonArray(),
            new JsonObject());
    int places = places(parse()).size();
    for (int place = 0; place < places; place++) {
      for (JsonElement other : others) {
        JsonObject root = parse();
        places(root).get(place).accept(other);
        readOrRefuse(root.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  @DisplayName("meets damaged bytes with a manifest or a typed error")
  void damaged() {
    Random random = new Random(20);
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = TINY.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      readOrRefuse(bytes);
    }
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      ManifestReader.read(bytes);
    } catch (PackException refused) {
      assertTrue(refused.getMessage().startsWith("manifest"), refused.getMessage());
    }
  }

  /** Setters of every member and item. */
  private static List<Consumer<JsonElement>> places(JsonElement element) {
    List<Consumer<JsonElement>> all = new ArrayList<>();
    if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      for (String name : List.copyOf(object.keySet())) {
        all.add(other -> object.add(name, other));
        all.addAll(places(object.get(name)));
      }
    } else if (element.isJsonArray()) {
      JsonArray array = element.getAsJsonArray();
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        all.add(other -> array.set(index, other));
        all.addAll(places(array.get(i)));
      }
    }
    return all;
  }

  private static void refused(Consumer<JsonObject> change, String part) {
    PackException e = assertThrows(PackException.class, () -> ManifestReader.read(edit(change)));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static byte[] edit(Consumer<JsonObject> change) {
    JsonObject root = parse();
    change.accept(root);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject parse() {
    return JsonParser.parseString(new String(TINY, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static JsonObject file(JsonObject root, int index) {
    return root.getAsJsonArray("files").get(index).getAsJsonObject();
  }

  private static JsonObject text(JsonObject root) {
    return root.getAsJsonObject("server").getAsJsonObject("text_encoder");
  }
}
