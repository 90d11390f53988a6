/**
 * The caption that is shown for each gist, read once and kept on disk beside the index.
 *
 * <p>In: gists, a pack's way to read and to infer captions. Out: text, origin, confidence. {@link
 * io.gistwire.server.captions.Captions} is the one reader of captions: lists, searches, watches and
 * descriptions ask it, the index's follower fills it. What it keeps is derived from the ledger and
 * can be thrown away at any time.
 */
package io.gistwire.server.captions;
