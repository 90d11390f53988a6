package io.gistwire.models.captions;

/**
 * An object that captions may name.
 *
 * @param name unique in the pack
 * @param probability that the photo shows it, 0 to 1, given the code
 */
public record ObjectScore(String name, float probability) {}
