package io.gistwire.models.captions;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import io.gistwire.models.manifest.PackException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a pack's settings of captions (models/PACK.md, "Captions").
 *
 * @param best sentences that vote
 * @param temperature a vote is e^(temperature x difference of scores)
 * @param classes for each class the number of the object that it is one of, or -1
 * @param calibration by stages, most stages first; the first one that the code reaches counts
 * @param mayName least probability of an object that a caption names
 * @param mustName probability from which a caption should name an object
 * @param least least value of a sentence of the bank
 * @param mostNamed objects in a sentence that only lists them
 * @param unsure confidence of a caption without objects
 * @param general the caption when nothing is probable
 */
record Settings(
    int best,
    double temperature,
    @SerializedName("class_scale") double classScale,
    List<NamedObject> objects,
    List<Integer> classes,
    List<Calibration> calibration,
    @SerializedName("may_name") double mayName,
    @SerializedName("must_name") double mustName,
    double reward,
    double penalty,
    double least,
    @SerializedName("most_named") int mostNamed,
    double unsure,
    String general) {

  /** An object: its name, the words that name it, and how a plain sentence names it. */
  record NamedObject(String name, List<String> words, String phrase) {}

  /** For codes of at least so many stages: constant and three weights for each object. */
  record Calibration(int stages, List<List<Double>> weights) {}

  private static final int WEIGHTS = 4;

  static Settings parse(byte[] json, CaptionBankFile file) throws PackException {
    Settings settings;
    try {
      settings = new Gson().fromJson(new String(json, StandardCharsets.UTF_8), Settings.class);
    } catch (JsonParseException e) {
      throw new PackException("the settings of captions are not JSON: " + e.getMessage(), e);
    }
    String wrong = settings == null ? "empty" : settings.wrong(file);
    if (wrong != null) {
      throw new PackException("the settings of captions: " + wrong);
    }
    return settings;
  }

  private @Nullable String wrong(CaptionBankFile file) {
    if (objects == null || objects.size() != file.objects().rows()) {
      return "objects must have " + file.objects().rows() + " entries, as the caption file has";
    }
    for (NamedObject object : objects) {
      if (object == null
          || object.name() == null
          || object.words() == null
          || object.words().contains(null)
          || object.phrase() == null
          || object.phrase().isEmpty()) {
        return "object " + object + " needs name, words and phrase";
      }
    }
    if (classes == null
        || classes.size() != file.classes().rows()
        || classes.stream().anyMatch(o -> o == null || o < -1 || o >= objects.size())) {
      return "classes must have "
          + file.classes().rows()
          + " numbers from -1 to "
          + (objects.size() - 1);
    }
    if (calibration == null
        || calibration.isEmpty()
        || calibration.stream().anyMatch(c -> !fits(c))
        || calibration.get(calibration.size() - 1).stages() > 1) {
      return "calibration needs "
          + WEIGHTS
          + " numbers for each object, down to codes of one stage";
    }
    if (best < 1 || mostNamed < 1 || general == null || general.isEmpty()) {
      return "best, most_named and general must be given";
    }
    return null;
  }

  private boolean fits(Calibration c) {
    return c != null
        && c.weights() != null
        && c.weights().size() == objects.size()
        && c.weights().stream()
            .allMatch(row -> row != null && row.size() == WEIGHTS && !row.contains(null));
  }

  /** The weights [objects][4] for a code of so many stages. */
  List<List<Double>> weights(int stages) {
    for (Calibration c : calibration) {
      if (stages >= c.stages()) {
        return c.weights();
      }
    }
    return calibration.get(calibration.size() - 1).weights();
  }
}
