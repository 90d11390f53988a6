package io.gistwire.cli.plugin;

/**
 * A command that another jar adds to {@code gistwire}. The jar names its implementation in {@code
 * META-INF/services/io.gistwire.cli.plugin.CommandPlugin}; it is created at every start of the
 * program, so its constructor does nothing.
 */
public interface CommandPlugin {
  /** An object with picocli's annotation {@code @Command}, made anew by each call. */
  Object command();
}
