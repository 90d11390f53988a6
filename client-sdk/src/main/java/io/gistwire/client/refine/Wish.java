package io.gistwire.client.refine;

import io.gistwire.codec.LayerKind;
import java.util.List;

/**
 * Later layers that the server requests.
 *
 * @param sequence of the gist
 * @param kinds the most wanted first
 * @param maxBytes most bytes of layers that it takes of this gist
 */
public record Wish(long sequence, List<LayerKind> kinds, long maxBytes) {}
