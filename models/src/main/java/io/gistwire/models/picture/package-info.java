/**
 * Photos of any kind to upright RGB pictures, and those to the image encoder's tensor (PACK.md,
 * From photo to tensor).
 *
 * <p>In: the bytes of a picture file, untrusted. Out: {@link io.gistwire.models.picture.Picture
 * pictures} and tensors, or an {@link io.gistwire.codec.UnreadablePhotoException}; memory stays
 * bounded whatever the bytes announce. Called by the packages of {@code models}.
 */
@NullMarked
package io.gistwire.models.picture;

import org.jspecify.annotations.NullMarked;
