/**
 * The packs that this server serves, side by side during a rollout, and what they allow a gist to
 * be.
 *
 * <p>In: folders, zips and the class path. Out: rules that gists are checked by, encoders, texts of
 * captions, and the {@code PackService} with its resumable download. Sessions and services look
 * packs up by fingerprint.
 */
package io.gistwire.server.packs;
