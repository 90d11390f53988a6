package io.gistwire.models.layers;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.language.CaptionCodec;
import io.gistwire.codec.language.CaptionCondition;
import io.gistwire.codec.language.RankedCaption;
import java.util.List;
import java.util.Optional;

/**
 * The caption: the caller's own, or the pack's. Of the pack's ranked captions given the code, the
 * one that agrees most with the others is sent by its rank; the implied one costs nothing.
 */
public final class CaptionLayerWriter implements LayerWriter {
  private final CaptionCodec codec;
  private final int maxStages;
  private final boolean hasLanguageModel;
  private final int beams;

  /**
   * Writes captions.
   *
   * @param maxStages the most stages that the language model knows; 0 without one
   * @param hasLanguageModel whether there is a language model
   * @param beams among how many of its captions it chooses; 1: the implied one
   */
  public CaptionLayerWriter(
      CaptionCodec codec, int maxStages, boolean hasLanguageModel, int beams) {
    this.codec = codec;
    this.maxStages = maxStages;
    this.hasLanguageModel = hasLanguageModel;
    this.beams = beams;
  }

  @Override
  public LayerKind kind() {
    return LayerKind.CAPTION;
  }

  @Override
  public Optional<Layer> write(CodedPhoto photo, EncodeOptions options) {
    Optional<String> text = options.caption();
    return text.isPresent()
        ? Optional.of(code(text.get(), photo.condition()))
        : own(photo.condition());
  }

  /** A text of the caller's, losslessly. */
  public Layer code(String text, Condition given) {
    return layer(given, codec.encode(text, caption(given)));
  }

  /** The pack's own caption, 0 or 1 bytes; empty when the pack has no language model. */
  private Optional<Layer> own(Condition given) {
    if (!hasLanguageModel) {
      return Optional.empty();
    }
    if (beams == 1) {
      return Optional.of(layer(given, new byte[0]));
    }
    List<RankedCaption> ranked = codec.ranked(caption(given));
    int rank = CaptionCodec.consensus(ranked.subList(0, Math.min(beams, ranked.size())));
    boolean implied = ranked.get(rank).text().equals(codec.implied(caption(given)));
    return Optional.of(layer(given, implied ? new byte[0] : codec.encodeRank(rank)));
  }

  /**
   * What the code alone implies, by the whole list; empty when there is no code or no one to say
   * it.
   */
  public Optional<String> composed(Condition given) {
    if (!hasLanguageModel || given.stages() == 0) {
      return Optional.empty();
    }
    List<RankedCaption> ranked = codec.ranked(caption(given));
    return Optional.of(ranked.get(CaptionCodec.consensus(ranked)).text());
  }

  /** The text of a layer. */
  public String read(Layer caption, Condition given) throws GistFormatException {
    return codec.decode(caption.toByteArray(), caption(given));
  }

  private static Layer layer(Condition given, byte[] bytes) {
    return Layer.of(LayerKind.CAPTION, given.recorded(), bytes);
  }

  private CaptionCondition caption(Condition given) {
    return CaptionCondition.of(given.vector(), Math.min(given.stages(), maxStages));
  }
}
