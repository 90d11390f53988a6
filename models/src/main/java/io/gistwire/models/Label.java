package io.gistwire.models;

/**
 * One entry of a pack's label list.
 *
 * @param name unique in the pack
 * @param group one word: scene, object, people, colour, ...
 */
public record Label(String name, String group) {}
