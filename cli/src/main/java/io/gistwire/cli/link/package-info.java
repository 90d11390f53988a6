/**
 * A thin link to try things on: a relay on the loopback address that makes TCP connections as slow,
 * far and lossy as a satellite or LoRa-class link, and counts what IP would have carried.
 *
 * <p>In: a target and the link's figures. Out: a local port and counters. Used by the demo and by
 * {@code bench link}.
 */
@NullMarked
package io.gistwire.cli.link;

import org.jspecify.annotations.NullMarked;
