package io.gistwire.server.packs;

import io.gistwire.proto.v1.LayerKind;

/** Least and most bytes of one kind of layer. */
record LayerLimit(LayerKind kind, int minBytes, int maxBytes) {}
