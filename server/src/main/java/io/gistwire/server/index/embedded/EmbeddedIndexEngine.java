package io.gistwire.server.index.embedded;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.server.captions.CaptionStore;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.captions.sqlite.SqliteCaptionStore;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;

/** The indexes of a single server, in a folder that has one folder for each fingerprint. */
public final class EmbeddedIndexEngine implements IndexEngine {
  private final CaptionLanguage language;
  private final Path folder;

  /**
   * An engine that makes its folders where they are missing.
   *
   * @param language of captions, as {@link CaptionLanguage#of} takes it
   */
  public EmbeddedIndexEngine(String language, Path folder) {
    this.language = CaptionLanguage.of(language);
    this.folder = folder;
  }

  @Override
  public CaptionStore openCaptions(CodeFingerprint fingerprint) throws IOException {
    return SqliteCaptionStore.open(folder.resolve(fingerprint.toString()));
  }

  @Override
  public GistIndex open(GistDecoding decoding, Captions captions, Ledger ledger)
      throws IOException {
    Path path = folder.resolve(decoding.fingerprint().toString());
    return EmbeddedGistIndex.open(decoding, captions, ledger, language, path);
  }

  @Override
  public CaptionStems stems() {
    return language.stems();
  }
}
