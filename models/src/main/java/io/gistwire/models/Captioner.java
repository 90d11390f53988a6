package io.gistwire.models;

import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import java.util.Optional;

/**
 * Writes and reads captions with the pack's language model, given the embedding code.
 * Implementations are thread-safe; reading and coding take milliseconds to tens of them.
 */
public interface Captioner {
  /**
   * What the pack generates of a code, whatever caption was sent with it: of the model's 16
   * likeliest captions the one that agrees most with the others. It is better than the implied one
   * and takes about sixteen times as long, so it is for gists that somebody looks at.
   *
   * @return empty when the pack has no language model or the embedding is empty
   * @throws GistFormatException when the embedding is none of this pack
   */
  Optional<String> compose(Layer embedding) throws GistFormatException;

  /**
   * A caption written by a person, coded losslessly.
   *
   * @param embedding the embedding layer that the gist will carry; empty: coded on its own
   * @throws IllegalArgumentException when the text has lone surrogates or more than 2,000 bytes of
   *     UTF-8
   * @throws GistFormatException when the embedding is none of this pack
   */
  Layer code(String text, Optional<Layer> embedding) throws GistFormatException;

  /**
   * The caption of a gist; empty when it has no caption layer.
   *
   * @throws GistFormatException when the layer's bits make no text, or the gist is of another code
   *     fingerprint
   */
  Optional<String> read(Gist gist) throws GistFormatException;
}
