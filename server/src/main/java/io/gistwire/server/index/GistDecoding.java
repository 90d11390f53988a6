package io.gistwire.server.index;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.proto.v1.Gist;

/** What the index needs of a pack to read gists. Implementations are thread-safe. */
public interface GistDecoding {
  /** Fingerprint of the gists that it reads. */
  CodeFingerprint fingerprint();

  /** Codes to scores. */
  Quantizer quantizer();

  /** Ascending numbers of the labels in the attributes layer; empty where it has none. */
  int[] labels(Gist gist);
}
