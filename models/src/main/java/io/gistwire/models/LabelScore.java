package io.gistwire.models;

/**
 * A label and how sure the pack is of it.
 *
 * @param probability 0 to 1, given the embedding code
 */
public record LabelScore(Label label, double probability) {}
