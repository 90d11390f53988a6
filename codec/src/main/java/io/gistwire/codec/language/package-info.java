/**
 * The caption layer: text to bytes and back, and captions written by the model itself.
 *
 * <p>In comes a pack's language model file and, for each caption, the decoded embedding that it is
 * given; out go layer bytes, texts and prices. Entry points are {@link
 * io.gistwire.codec.language.CaptionCodec} and {@link io.gistwire.codec.language.LanguageModel};
 * whoever reads or writes gists may call them. FORMAT.md, section 5, is the law for every bit.
 */
@NullMarked
package io.gistwire.codec.language;

import org.jspecify.annotations.NullMarked;
