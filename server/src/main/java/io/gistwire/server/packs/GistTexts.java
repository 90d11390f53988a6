package io.gistwire.server.packs;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.Captioner;
import io.gistwire.models.Label;
import java.util.List;
import java.util.Optional;

/**
 * What gists say in words, by the pack of their fingerprint. What no pack here can read is empty: a
 * gist that cannot be read must not make a list fail. Thread-safe; a caption takes milliseconds.
 */
public final class GistTexts {
  private static final System.Logger LOG = System.getLogger(GistTexts.class.getName());

  private final ServedPacks packs;

  /** Texts by these packs. */
  public GistTexts(ServedPacks packs) {
    this.packs = packs;
  }

  /** The caption; empty without a caption layer. */
  public String caption(CodeFingerprint fingerprint, io.gistwire.proto.v1.Gist gist) {
    return words(fingerprint, gist, Captioner::read);
  }

  /** The pack's own words for the embedding; takes a tenth of a second. Empty without either. */
  public String composed(CodeFingerprint fingerprint, io.gistwire.proto.v1.Gist gist) {
    return words(
        fingerprint,
        gist,
        (captioner, decoded) -> {
          Optional<Layer> code = decoded.layer(LayerKind.EMBEDDING);
          return code.isEmpty() ? Optional.empty() : captioner.compose(code.get());
        });
  }

  /** What a captioner says of a gist. */
  private interface Words {
    Optional<String> of(Captioner captioner, Gist gist) throws GistFormatException;
  }

  private String words(CodeFingerprint fingerprint, io.gistwire.proto.v1.Gist gist, Words words) {
    Captioner captioner =
        packs.find(fingerprint).flatMap(pack -> pack.model().captioner()).orElse(null);
    if (captioner == null) {
      return "";
    }
    try {
      return words.of(captioner, WireGists.toCodec(fingerprint, gist)).orElse("");
    } catch (GistFormatException | IllegalArgumentException e) {
      unreadable(e);
      return "";
    }
  }

  /** Labels of the attributes layer, in the pack's order; empty without that layer. */
  public List<String> labels(CodeFingerprint fingerprint, io.gistwire.proto.v1.Gist gist) {
    Optional<ServedPack> pack = packs.find(fingerprint);
    if (pack.isEmpty()) {
      return List.of();
    }
    try {
      Gist decoded = WireGists.toCodec(fingerprint, gist);
      if (decoded.layer(LayerKind.ATTRIBUTES).isEmpty()) {
        return List.of();
      }
      return pack.get().model().gistReader().labels(decoded).stream().map(Label::name).toList();
    } catch (GistFormatException | IllegalArgumentException e) {
      unreadable(e);
      return List.of();
    }
  }

  private static void unreadable(Exception e) {
    LOG.log(System.Logger.Level.DEBUG, "a gist cannot be read: {0}", e.getMessage());
  }
}
