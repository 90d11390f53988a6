package io.gistwire.server.search;

import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.query.QueryReader;
import io.gistwire.server.query.TermReader;
import io.gistwire.server.spaces.Spaces;

/** What every search call needs. */
record SearchParts(
    Spaces spaces,
    Ledger ledger,
    QueryReader queries,
    TermReader terms,
    PageTokens tokens,
    SearchLimits limits) {}
