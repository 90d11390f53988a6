/**
 * Photos kept for later answers: a bounded folder ({@link io.gistwire.client.photos.PhotoShelf})
 * from which a gist's finer layers are made when the server requests them.
 *
 * <p>In: photos as they were encoded. Out: the same bytes, checked, or nothing. Used by the stream.
 */
@NullMarked
package io.gistwire.client.photos;

import org.jspecify.annotations.NullMarked;
