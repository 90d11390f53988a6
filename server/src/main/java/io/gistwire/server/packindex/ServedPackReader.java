package io.gistwire.server.packindex;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.Captioner;
import io.gistwire.models.GistReader;
import io.gistwire.models.Label;
import io.gistwire.models.ModelPack;
import io.gistwire.models.PackInferrer;
import io.gistwire.models.QueryStyle;
import io.gistwire.models.engine.EngineFailure;
import io.gistwire.models.manifest.PackException;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.CaptionInference;
import io.gistwire.server.packs.ServedPack;
import io.gistwire.server.packs.WireGists;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A served pack as searches and the index see it. Networks load when they are first asked for. */
public final class ServedPackReader implements PackReader {
  private static final Logger LOG = Logger.getLogger(ServedPackReader.class);
  private static final double DEFAULT_LOGIT_SCALE = 30;
  private static final int[] NO_LABELS = {};

  private final String name;
  private final ServedPack served;
  private final ModelPack pack;
  private final GistReader reader;
  private final Optional<Captioner> captioner;
  private final CaptionInference inference;
  private final List<String> labels = new ArrayList<>();
  private final Map<String, Integer> labelNumbers = new HashMap<>();
  private TextVectors texts;

  /** Reads with this pack. */
  public ServedPackReader(ServedPack served) {
    this.name = served.name();
    this.served = served;
    this.pack = served.model();
    this.reader = pack.gistReader();
    this.captioner = pack.captioner();
    this.inference = inference(pack, name, captioner);
    for (Label label : pack.labels()) {
      labelNumbers.put(label.name(), labels.size());
      labels.add(label.name());
    }
  }

  /** The pack's own inference, else its language model's captions. */
  private static CaptionInference inference(
      ModelPack pack, String name, Optional<Captioner> captioner) {
    String version = pack.manifest().packVersion();
    try {
      Optional<PackInferrer> own = pack.inferrer();
      if (own.isPresent()) {
        return new InferredCaptions(version, own.get());
      }
    } catch (PackException e) {
      LOG.errorf("pack %s infers no captions: %s", name, e.getMessage());
    }
    return captioner
        .<CaptionInference>map(writer -> new ComposedCaptions(pack.fingerprint(), version, writer))
        .orElse(CaptionInference.NONE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CodeFingerprint fingerprint() {
    return pack.fingerprint();
  }

  @Override
  public Quantizer quantizer() {
    return pack.quantizer();
  }

  @Override
  public List<String> labels() {
    return List.copyOf(labels);
  }

  @Override
  public double logitScale() {
    double scale = pack.manifest().logitScale();
    return scale > 0 ? scale : DEFAULT_LOGIT_SCALE;
  }

  @Override
  public List<float[]> texts(List<String> asked, QueryStyle style) {
    return vectors().of(asked, style, Float.NaN);
  }

  @Override
  public List<float[]> texts(List<String> asked, QueryStyle style, float labelWeight) {
    return vectors().of(asked, style, labelWeight);
  }

  private synchronized TextVectors vectors() {
    if (texts == null) {
      try {
        texts = new TextVectors(pack.textEncoder());
      } catch (PackException | EngineFailure e) {
        throw missing("text encoder", e);
      }
    }
    return texts;
  }

  @Override
  public float[] photo(byte[] file) throws UnreadablePhotoException {
    try {
      return served.vector(file);
    } catch (PackException | EngineFailure e) {
      throw missing("image encoder", e);
    }
  }

  private Refusal missing(String part, Exception e) {
    LOG.warnf("%s of %s cannot be used: %s", part, name, e.getMessage());
    return Refusal.of(
            ErrorReason.ERROR_REASON_MODEL_MISSING,
            name + " has no " + part + " that works here: " + e.getMessage())
        .with("pack", name);
  }

  /**
   * {@inheritDoc} Only what a layer states: labels that the code merely implies are no attributes.
   */
  @Override
  public int[] labels(Gist gist) {
    if (!holds(gist, LayerKind.LAYER_KIND_ATTRIBUTES) || labels.isEmpty()) {
      return NO_LABELS;
    }
    try {
      return reader.labels(WireGists.toCodec(fingerprint(), gist)).stream()
          .mapToInt(label -> labelNumbers.get(label.name()))
          .sorted()
          .toArray();
    } catch (GistFormatException | IllegalArgumentException e) {
      LOG.debugf("labels that cannot be read: %s", e.getMessage());
      return NO_LABELS;
    }
  }

  @Override
  public CaptionInference inference() {
    return inference;
  }

  @Override
  public String decoded(Gist gist) {
    if (captioner.isEmpty() || !holds(gist, LayerKind.LAYER_KIND_CAPTION)) {
      return "";
    }
    try {
      return captioner.get().read(WireGists.toCodec(fingerprint(), gist)).orElse("");
    } catch (GistFormatException | IllegalArgumentException e) {
      LOG.debugf("a caption that cannot be read: %s", e.getMessage());
      return "";
    }
  }

  private static boolean holds(Gist gist, LayerKind kind) {
    return gist.getLayersList().stream().anyMatch(layer -> layer.getKind() == kind);
  }
}
