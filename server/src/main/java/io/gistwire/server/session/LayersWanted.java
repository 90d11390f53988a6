package io.gistwire.server.session;

import io.gistwire.proto.v1.LayerKind;
import java.util.List;

/**
 * What somebody wants to see of gists of one epoch.
 *
 * @param sequences 1 to 256
 * @param kinds the most wanted first
 * @param maxBytesEach most bytes of layers a gist; 0 for no limit
 */
public record LayersWanted(List<Long> sequences, List<LayerKind> kinds, int maxBytesEach) {
  public LayersWanted {
    sequences = List.copyOf(sequences);
    kinds = List.copyOf(kinds);
  }
}
