/**
 * Packs at work: photos to gists, queries to vectors, gists to words.
 *
 * <p>In: a pack ({@link io.gistwire.models.ModelPack#bundled()} or a folder or zip), photos, texts,
 * gists. Out: gists, vectors, captions and labels. Entry point: {@link
 * io.gistwire.models.ModelPack}. Used by the server, the command line and applications that encode
 * on the device.
 */
@NullMarked
package io.gistwire.models;

import org.jspecify.annotations.NullMarked;
