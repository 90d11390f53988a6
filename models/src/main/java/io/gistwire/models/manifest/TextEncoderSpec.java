package io.gistwire.models.manifest;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The network that turns a query into a vector of the pack's space.
 *
 * @param file TorchScript
 * @param inputs {@code ids} and {@code mask} in the order that the network takes them
 * @param padToMax whether each text is padded to the tokenizer's maximum
 * @param blocks names of the blocks in its output
 * @param sentence how sentence-like queries are put together
 * @param label how label-like queries are put together
 * @param glossaryOrNull the file that states what a label means, where the pack has one
 * @param divisor what the weighted sum of blocks is divided by
 * @param labelMaxWords a query with at most this many words is label-like unless said otherwise
 */
public record TextEncoderSpec(
    String file,
    TokenizerSpec tokenizer,
    List<String> inputs,
    boolean padToMax,
    List<String> blocks,
    QuerySpec sentence,
    QuerySpec label,
    @Nullable String glossaryOrNull,
    QueryDivisor divisor,
    int labelMaxWords) {
  /** Takes copies. */
  public TextEncoderSpec {
    inputs = List.copyOf(inputs);
    blocks = List.copyOf(blocks);
  }

  /** The file that states what a label means, where the pack has one. */
  public Optional<String> glossary() {
    return Optional.ofNullable(glossaryOrNull);
  }
}
