/**
 * {@code gistwire.v1.SearchService}: finds, counts and groups gists by what they mean.
 *
 * <p>In: requests with queries and filters. Out: ranked hits with reasons, class counts, vectors,
 * near duplicates, samples; always of the caller's tenant and sources alone. {@link
 * io.gistwire.server.search.GistSearchService} is the entry point, called by gRPC.
 */
package io.gistwire.server.search;
