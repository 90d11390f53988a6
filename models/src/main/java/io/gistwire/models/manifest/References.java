package io.gistwire.models.manifest;

import java.util.Map;
import java.util.TreeMap;

/** Checks that every file that the manifest mentions is listed, in the right part. */
final class References {
  private References() {}

  static void check(PackManifest manifest) throws PackException {
    Map<String, String> device = new TreeMap<>();
    CodeSpec code = manifest.code();
    device.put("code.image_encoder.file", code.imageEncoderFile());
    for (LayerSpec layer : code.layers()) {
      String path = "code.layers." + layer.kind();
      layer.file().ifPresent(file -> device.put(path + ".file", file));
      layer.labelsFile().ifPresent(file -> device.put(path + ".labels.file", file));
    }
    device.put("licence.file", manifest.licence().file());
    for (Map.Entry<String, String> reference : device.entrySet()) {
      if (listed(manifest, reference).part() != PackPart.DEVICE) {
        throw new PackException(
            "manifest."
                + reference.getKey()
                + " is "
                + reference.getValue()
                + ", which is listed as part server; the device needs it, too");
      }
    }
    Map<String, String> server = new TreeMap<>();
    manifest.captions().ifPresent(spec -> put(server, spec));
    for (Map.Entry<String, String> reference : server.entrySet()) {
      listed(manifest, reference);
    }
    if (manifest.textEncoderOrNull() != null) {
      for (Map.Entry<String, String> reference : text(manifest.textEncoderOrNull()).entrySet()) {
        listed(manifest, reference);
      }
    }
  }

  private static void put(Map<String, String> server, CaptionsSpec spec) {
    server.put("server.captions.file", spec.file());
    server.put("server.captions.settings", spec.settings());
  }

  private static Map<String, String> text(TextEncoderSpec encoder) {
    Map<String, String> all = new TreeMap<>();
    String path = "server.text_encoder.";
    all.put(path + "file", encoder.file());
    encoder.glossary().ifPresent(file -> all.put(path + "queries.label.glossary", file));
    TokenizerSpec tokenizer = encoder.tokenizer();
    if (tokenizer instanceof TokenizerSpec.WordPiece pieces) {
      all.put(path + "tokenizer.vocabulary", pieces.vocabulary());
    } else if (tokenizer instanceof TokenizerSpec.Clip clip) {
      all.put(path + "tokenizer.vocabulary", clip.vocabulary());
      all.put(path + "tokenizer.merges", clip.merges());
    } else if (tokenizer instanceof TokenizerSpec.HuggingFace other) {
      all.put(path + "tokenizer.definition", other.definition());
    }
    return all;
  }

  private static PackFile listed(PackManifest manifest, Map.Entry<String, String> reference)
      throws PackException {
    return manifest
        .file(reference.getValue())
        .orElseThrow(
            () ->
                new PackException(
                    "manifest."
                        + reference.getKey()
                        + " is "
                        + reference.getValue()
                        + ", which the manifest does not list in files"));
  }
}
