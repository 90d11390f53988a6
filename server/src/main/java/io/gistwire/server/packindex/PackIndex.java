package io.gistwire.server.packindex;

import io.gistwire.proto.v1.Gist;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.query.QueryPack;
import java.util.ArrayList;
import java.util.List;

/**
 * One code fingerprint's pack and index.
 *
 * @param pack what queries need of it
 * @param decoding how its gists are read
 * @param captions the one reader of its gists' captions
 */
public record PackIndex(QueryPack pack, GistDecoding decoding, Captions captions, GistIndex index) {
  /**
   * Names of the labels of a stored gist's attributes layer, in the pack's order; the index has
   * read them already, unless the gist is newer than what it has seen.
   */
  public List<String> labels(HeldGist held) {
    return names(
        index
            .labels(held.key(), held.changedPosition())
            .orElseGet(() -> decoding.labels(held.gist())));
  }

  /** Names of the labels of a gist's attributes layer, in the pack's order. */
  public List<String> labels(Gist gist) {
    return names(decoding.labels(gist));
  }

  private List<String> names(int[] labels) {
    List<String> names = new ArrayList<>();
    for (int label : labels) {
      names.add(pack.labels().get(label));
    }
    return names;
  }
}
