package io.gistwire.codec.quantizer;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.TruncatedGistException;

/** What every quantiser knows from its codebook file, and how its codes stand in bytes. */
abstract sealed class CodebookQuantizer implements Quantizer
    permits ResidualQuantizer, ProductQuantizer {
  final Codebooks codebooks;
  final CodeLayout layout;
  private final boolean prefixDecodable;

  CodebookQuantizer(Codebooks codebooks, boolean prefixDecodable) {
    this.codebooks = codebooks;
    this.layout = new CodeLayout(codebooks.indices(), codebooks.codewords(), prefixDecodable);
    this.prefixDecodable = prefixDecodable;
  }

  @Override
  public int dimension() {
    return codebooks.dimension();
  }

  @Override
  public int indices() {
    return codebooks.indices();
  }

  @Override
  public int codewords() {
    return codebooks.codewords();
  }

  @Override
  public int codeBytes() {
    return layout.codeBytes();
  }

  @Override
  public boolean prefixDecodable() {
    return prefixDecodable;
  }

  @Override
  public int check(byte[] code, int offset, int lengthBytes)
      throws CorruptGistException, TruncatedGistException {
    return layout.check(code, offset, lengthBytes);
  }
}
