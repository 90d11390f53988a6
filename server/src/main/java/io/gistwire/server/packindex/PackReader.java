package io.gistwire.server.packindex;

import io.gistwire.server.captions.CaptionDecoding;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.query.QueryPack;

/** All that searches and the index need of one pack. Implementations are thread-safe. */
public interface PackReader extends QueryPack, GistDecoding, CaptionDecoding {}
