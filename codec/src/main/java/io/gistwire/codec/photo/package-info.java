/**
 * The one reader of picture files' containers and of what they tell about a photo beside its
 * pixels: size, orientation, time of capture (JPEG, PNG and WebP; EXIF, XMP and PNG's own texts).
 *
 * <p>In: the bytes of a file, untrusted. Out: {@link io.gistwire.codec.photo.PhotoMetadata}, which
 * never fails, for senders; the containers' parts, or an {@link
 * io.gistwire.codec.UnreadablePhotoException}, for decoders of pixels. Used by {@code client-sdk}
 * and {@code models}. Nothing is allocated by a number from the file.
 */
@NullMarked
package io.gistwire.codec.photo;

import org.jspecify.annotations.NullMarked;
