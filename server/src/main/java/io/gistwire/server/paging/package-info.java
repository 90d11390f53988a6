/**
 * Page tokens: where the next page begins, signed, so that a caller can neither read another's list
 * nor make the server do unbounded work with one.
 *
 * <p>In: the request without its token, a cursor of the service's own. Out: an opaque text, and the
 * cursor back from it. Used by every service that pages.
 */
package io.gistwire.server.paging;
