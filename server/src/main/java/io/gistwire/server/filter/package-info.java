/**
 * The one filter: what lists, searches, exports, live streams and watches take.
 *
 * <p>In: a request's {@code Filter} and its caller. Out: a {@link
 * io.gistwire.server.filter.CompiledFilter}, or a refusal that names the field, the value and the
 * limit; the same filter is refused or accepted alike by every call. It decides on gists of the
 * ledger itself, and becomes numbers for the index of a pack.
 */
package io.gistwire.server.filter;
