/**
 * The one view of a stored gist: what {@code gistwire.v1.StoredGist} shows to callers.
 *
 * <p>In: gists of the ledger, a field mask. Out: the fields that were asked for; captions and
 * labels are read only then. Lists, single gists, search hits and samples are shown by it.
 */
package io.gistwire.server.view;
