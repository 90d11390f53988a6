/**
 * Commands that look after the installation itself: running the server, checking the machine.
 *
 * <p>In: options. Out: a child process, advice. Used by the root command only.
 */
@NullMarked
package io.gistwire.cli.service;

import org.jspecify.annotations.NullMarked;
