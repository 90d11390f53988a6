package io.gistwire.cli.link;

/** Whether a link is dark, and waiting for it to be light again. Thread-safe. */
final class Darkness {
  private boolean dark;

  synchronized void set(boolean isDark) {
    dark = isDark;
    notifyAll();
  }

  synchronized void awaitLight() throws InterruptedException {
    while (dark) {
      wait();
    }
  }
}
