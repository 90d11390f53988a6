/**
 * The demonstration: photos go through the whole path over an emulated thin link, and a page shows
 * what arrived.
 *
 * <p>In: photos, a pack, a packaged server. Out: lines on the terminal and {@code
 * gistwire-demo.html}. Used by the command {@code demo} only.
 */
@NullMarked
package io.gistwire.cli.demo;

import org.jspecify.annotations.NullMarked;
