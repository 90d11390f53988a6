package io.gistwire.codec.language;

/**
 * An entry of the model's ranked list.
 *
 * @param text the caption
 * @param price what the model gives it, in 1/1024 bit
 */
public record RankedCaption(String text, int price) {}
