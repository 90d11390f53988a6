package io.gistwire.models.manifest;

/**
 * A measured figure of a pack.
 *
 * @param name stable name, as the benchmarks print it
 * @param command what was run to get it
 */
public record Metric(String name, double value, String unit, String command) {}
