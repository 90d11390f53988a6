package io.gistwire.bench.pack;

import java.util.OptionalDouble;

/**
 * One measured figure; higher is better unless the unit is {@code millis}.
 *
 * @param name stable name
 * @param goal what it should reach, if there is a goal
 * @param note how many photos and labels, the chance level, and the like
 */
public record PackFigure(
    String name, double value, String unit, OptionalDouble goal, String note) {}
