package io.gistwire.server.search;

import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.query.QueryReader;
import io.gistwire.server.query.TermReader;

/** What every search call needs. */
record SearchParts(
    PackIndexes indexes,
    Ledger ledger,
    QueryReader queries,
    TermReader terms,
    PageTokens tokens,
    SearchLimits limits) {}
