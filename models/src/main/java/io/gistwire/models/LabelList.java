package io.gistwire.models;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.gistwire.models.manifest.PackException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code labels.json}. */
final class LabelList {
  private static final int MAX_LABELS = 65_535;

  private record Document(List<Label> labels) {}

  private LabelList() {}

  static List<Label> read(byte[] json) throws PackException {
    Document document;
    try {
      document = new Gson().fromJson(new String(json, StandardCharsets.UTF_8), Document.class);
    } catch (JsonParseException e) {
      throw new PackException("the label list is not JSON: " + e.getMessage(), e);
    }
    if (document == null
        || document.labels() == null
        || document.labels().isEmpty()
        || document.labels().size() > MAX_LABELS) {
      throw new PackException("the label list needs 1 to " + MAX_LABELS + " labels");
    }
    Set<String> names = new HashSet<>();
    for (Label label : document.labels()) {
      if (label == null
          || label.name() == null
          || label.group() == null
          || !names.add(label.name())) {
        throw new PackException(
            "label " + label + " has no name or group of its own; names must be unique");
      }
    }
    return List.copyOf(document.labels());
  }
}
