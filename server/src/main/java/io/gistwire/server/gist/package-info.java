/**
 * {@code gistwire.v1.GistService}: gists one at a time, for people, scripts and programs that need
 * no stream.
 *
 * <p>In: requests of a caller. Out: gists of the caller's tenant, as the ledger holds them, with
 * their words as the packs read them.
 */
package io.gistwire.server.gist;
