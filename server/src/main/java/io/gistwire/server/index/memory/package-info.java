/**
 * Codes in memory in inverted lists by their first byte, with what filters need in columns.
 *
 * <p>In: events of the log, a snapshot file. Out: the nearest codes, all codes that pass a filter,
 * samples. {@link io.gistwire.server.index.memory.CodeTables} is its entry; only {@code
 * index.embedded} uses it.
 */
package io.gistwire.server.index.memory;
