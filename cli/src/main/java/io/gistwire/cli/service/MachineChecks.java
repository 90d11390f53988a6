package io.gistwire.cli.service;

import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.process.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the doctor looks at without loading anything. Stateless. */
final class MachineChecks {
  private static final int MIN_JAVA = 17;
  private static final long MIN_FREE_BYTES = 1_000_000_000L;
  private static final long MIN_MEMORY_BYTES = 1_500_000_000L;

  private MachineChecks() {}

  static Check java() {
    int version = Runtime.version().feature();
    return version >= MIN_JAVA
        ? Check.ok(
            "Java", System.getProperty("java.version") + " in " + System.getProperty("java.home"))
        : Check.failed("Java", "version " + version, "Install a JDK " + MIN_JAVA + " or newer.");
  }

  static Check memory() {
    long most = Runtime.getRuntime().maxMemory();
    String seen =
        Quantity.bytes(most)
            + " for the heap, "
            + Runtime.getRuntime().availableProcessors()
            + " processors";
    return most * 4 >= MIN_MEMORY_BYTES
        ? Check.ok("memory", seen)
        : Check.warning("memory", seen, "The server wants 1.5 GB of memory or more.");
  }

  static Check server() {
    try {
      return Check.ok("packaged server", Installation.serverJar().toString());
    } catch (IOException missing) {
      return Check.failed(
          "packaged server", missing.getMessage(), "Run 'mvn -q package' in the checkout.");
    }
  }

  static Check disk(Path data) {
    try {
      Path there = existing(data);
      FileStore store = Files.getFileStore(there);
      String seen = Quantity.bytes(store.getUsableSpace()) + " free for " + data;
      if (!Files.isWritable(there)) {
        return Check.failed(
            "disk", there + " is not writable", "Choose another folder with --data.");
      }
      return store.getUsableSpace() >= MIN_FREE_BYTES
          ? Check.ok("disk", seen)
          : Check.warning("disk", seen, "A full disk stops acks: free space.");
    } catch (IOException unreadable) {
      return Check.failed("disk", Reason.of(unreadable), "Choose another folder with --data.");
    }
  }

  private static Path existing(Path path) {
    Path at = path.toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  static Check port(String name, int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return Check.ok(name, probe.getLocalPort() + " is free");
    } catch (IOException taken) {
      return Check.warning(
          name,
          port + " is taken",
          "A server may be running already; else start it on another port.");
    }
  }
}
