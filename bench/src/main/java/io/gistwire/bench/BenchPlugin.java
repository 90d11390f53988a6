package io.gistwire.bench;

import io.gistwire.cli.plugin.CommandPlugin;

/** Adds {@code gistwire bench} to the command line. */
public final class BenchPlugin implements CommandPlugin {
  @Override
  public Object command() {
    return new BenchCommand();
  }
}
