package io.gistwire.server.query;

import com.google.protobuf.ByteString;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.QueryStyle;
import io.gistwire.proto.v1.Embedding;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.Optional;

/** Turns one term of any kind into a vector of length 1. Thread-safe. */
public final class TermReader {
  /** Most characters of a text. */
  public static final int MAX_TEXT = 2000;

  /** Most bytes of a photo. */
  public static final int MAX_PHOTO_BYTES = 16 << 20;

  private static final float MAX_LABEL_WEIGHT = 4;

  private final Ledger ledger;

  /** Looks stored gists up in this ledger. */
  public TermReader(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * The term's vector.
   *
   * @param field path of the term in the request, for refusals
   */
  public float[] read(String field, QueryTerm term, QueryPack pack, Caller caller) {
    switch (term.getKindCase()) {
      case TEXT:
        return text(field, term, pack);
      case PHOTO:
        return photo(field + ".photo", term.getPhoto(), pack);
      case EMBEDDING:
        return embedding(field + ".embedding.values", term.getEmbedding(), pack);
      case CODE:
        return code(field + ".code", term.getCode(), pack);
      case GIST:
        return gist(field + ".gist", term.getGist(), pack, caller);
      default:
        throw Refusal.ofField(
            field, "has no kind; set one of text, photo, embedding, code and gist");
    }
  }

  private static float[] text(String field, QueryTerm term, QueryPack pack) {
    checkText(field + ".text", term.getText());
    List<String> texts = List.of(term.getText());
    if (!term.hasLabelWeight()) {
      return pack.texts(texts, QueryStyle.AUTO).get(0);
    }
    float weight = checkLabelWeight(field + ".label_weight", term.getLabelWeight());
    return pack.texts(texts, QueryStyle.AUTO, weight).get(0);
  }

  /** Refuses a text that is blank or too long. */
  public static void checkText(String field, String text) {
    if (text.isBlank() || text.length() > MAX_TEXT) {
      throw Refusal.ofField(
          field,
          "has "
              + text.length()
              + " characters"
              + (text.isBlank() ? ", all blank" : "")
              + "; 1 to "
              + MAX_TEXT
              + " are allowed");
    }
  }

  /** Refuses a weight outside 0 to 4. */
  public static float checkLabelWeight(String field, float weight) {
    if (!(weight >= 0 && weight <= MAX_LABEL_WEIGHT)) {
      throw Refusal.ofField(field, "is " + weight + "; 0 to " + MAX_LABEL_WEIGHT + " is allowed");
    }
    return weight;
  }

  /** The unit vector of a photo. */
  public static float[] photo(String field, ByteString photo, QueryPack pack) {
    return UnitVector.of(rawPhoto(field, photo, pack));
  }

  /** The vector of the same direction and length 1. */
  public static float[] unit(float[] vector) {
    return UnitVector.of(vector);
  }

  /** The raw vector of a photo, which the quantiser takes. */
  public static float[] rawPhoto(String field, ByteString photo, QueryPack pack) {
    if (photo.isEmpty() || photo.size() > MAX_PHOTO_BYTES) {
      throw unreadable(
          field,
          "has "
              + photo.size()
              + " bytes; 1 to "
              + MAX_PHOTO_BYTES
              + " of a JPEG, PNG or WebP file are allowed");
    }
    try {
      return pack.photo(photo.toByteArray());
    } catch (UnreadablePhotoException e) {
      throw unreadable(field, e.getMessage());
    }
  }

  private static Refusal unreadable(String field, String message) {
    return Refusal.of(ErrorReason.ERROR_REASON_PHOTO_UNREADABLE, field + ": " + message)
        .withField(field, message);
  }

  private static float[] embedding(String field, Embedding embedding, QueryPack pack) {
    int dimension = pack.quantizer().dimension();
    if (embedding.getValuesCount() != dimension) {
      throw Refusal.ofField(
          field,
          "has "
              + embedding.getValuesCount()
              + " numbers; "
              + pack.name()
              + " has vectors of "
              + dimension);
    }
    float[] vector = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      vector[j] = embedding.getValues(j);
      if (!Float.isFinite(vector[j])) {
        throw Refusal.ofField(
            field + "[" + j + "]", "is " + vector[j] + "; all numbers must be finite");
      }
    }
    double squares = UnitVector.squares(vector);
    if (!(squares > 1e-30)) {
      throw Refusal.ofField(
          field, "has the length " + Math.sqrt(squares) + "; it must point somewhere");
    }
    return UnitVector.of(vector);
  }

  private static float[] code(String field, ByteString data, QueryPack pack) {
    byte[] code = data.toByteArray();
    if (code.length == 0 || code.length > pack.quantizer().codeBytes()) {
      throw Refusal.ofField(
          field,
          "has "
              + code.length
              + " bytes; codes of "
              + pack.name()
              + " have 1 to "
              + pack.quantizer().codeBytes());
    }
    try {
      pack.quantizer().check(code, 0, code.length);
    } catch (GistFormatException e) {
      throw Refusal.ofField(field, e.getMessage());
    }
    return UnitVector.of(pack.quantizer().decode(code));
  }

  private float[] gist(String field, String name, QueryPack pack, Caller caller) {
    HeldGist held = held(field, name, caller);
    if (!held.fingerprint().equals(pack.fingerprint())) {
      throw Refusal.ofField(
          field,
          name
              + " has the code fingerprint "
              + held.fingerprint()
              + ", the search "
              + pack.fingerprint()
              + "; codes of different packs are never compared");
    }
    for (Layer layer : held.gist().getLayersList()) {
      if (layer.getKind() == LayerKind.LAYER_KIND_EMBEDDING && !layer.getData().isEmpty()) {
        return code(field, layer.getData(), pack);
      }
    }
    throw Refusal.ofField(field, name + " has no embedding; only gists with one can be compared");
  }

  /**
   * The stored gist of this name.
   *
   * @throws Refusal {@code NOT_FOUND} when there is none that the caller may see
   */
  public HeldGist held(String field, String name, Caller caller) {
    GistKey key =
        GistKey.parse(caller.tenant(), name)
            .orElseThrow(
                () ->
                    Refusal.ofField(
                        field,
                        "'"
                            + Refusal.shown(name)
                            + "' is no name of a gist; sources/*/gists/* is"));
    if (!caller.covers(key.epoch().source().source())) {
      throw Refusal.ofMissing(name);
    }
    Optional<HeldGist> held = ledger.find(key);
    return held.orElseThrow(() -> Refusal.ofMissing(name));
  }
}
