package io.gistwire.server.spaces;

import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.query.QueryPack;

/**
 * One code fingerprint's pack and index.
 *
 * @param pack what queries need of it
 * @param decoding how its gists are read
 */
public record Space(QueryPack pack, GistDecoding decoding, GistIndex index) {}
