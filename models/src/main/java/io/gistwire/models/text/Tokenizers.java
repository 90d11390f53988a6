package io.gistwire.models.text;

import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.manifest.TokenizerSpec;

/** Opens the tokenizer that a manifest describes. */
public final class Tokenizers {
  private static final int MAX_VOCABULARY_BYTES = 64 << 20;

  private Tokenizers() {}

  /**
   * Reads the tokenizer's files.
   *
   * @throws PackException when one is missing, damaged or not what its kind needs
   */
  public static Tokenizer open(TokenizerSpec spec, PackManifest manifest, PackFiles files)
      throws PackException {
    if (spec instanceof TokenizerSpec.WordPiece pieces) {
      return WordPieceTokenizer.of(pieces, read(pieces.vocabulary(), manifest, files));
    }
    if (spec instanceof TokenizerSpec.Clip clip) {
      return ClipTokenizer.of(
          clip, read(clip.vocabulary(), manifest, files), read(clip.merges(), manifest, files));
    }
    if (spec instanceof TokenizerSpec.HuggingFace other) {
      return DefinedTokenizer.of(other, read(other.definition(), manifest, files));
    }
    throw new PackException("tokenizer " + spec + " is not known to this release");
  }

  private static byte[] read(String path, PackManifest manifest, PackFiles files)
      throws PackException {
    var file = manifest.file(path).orElseThrow(() -> new PackException(path + " is not listed"));
    if (file.sizeBytes() > MAX_VOCABULARY_BYTES) {
      throw new PackException(
          path
              + " has "
              + file.sizeBytes()
              + " bytes; a vocabulary may have at most "
              + MAX_VOCABULARY_BYTES);
    }
    return files.readFully(file);
  }
}
