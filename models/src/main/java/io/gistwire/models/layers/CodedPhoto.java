package io.gistwire.models.layers;

import io.gistwire.codec.Layer;
import io.gistwire.models.picture.Picture;

/**
 * A photo on its way to a gist. The arrays are not copied and not to be changed.
 *
 * @param picture upright RGB
 * @param vector the image encoder's raw vector, D numbers
 * @param cells vectors of a grid of cells, [D, G, G], or an empty array when the encoder gives none
 * @param embedding the embedding layer that the gist will carry
 * @param condition what that layer decodes to
 */
public record CodedPhoto(
    Picture picture, float[] vector, float[] cells, Layer embedding, Condition condition) {}
