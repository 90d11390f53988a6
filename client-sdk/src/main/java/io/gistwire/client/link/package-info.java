/**
 * What is known of the link and what follows from it: profiles, the estimate of goodput and round
 * trip, which layers are worth their bytes.
 *
 * <p>In: acks with their times, layers with their sizes. Out: sizes, times and choices. Pure: no
 * clock, no thread, no I/O. Used by the session and by applications that choose a profile.
 */
@NullMarked
package io.gistwire.client.link;

import org.jspecify.annotations.NullMarked;
