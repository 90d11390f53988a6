package io.gistwire.server.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process holds: its heap after a full collection, and what the system counts. */
record HeapAfterCollection(double heapMib, double residentMib) {
  private static final Pattern USED = Pattern.compile("generation.*used (\\d+)K");

  /** Collects the garbage of a process with the serial collector, and measures. */
  static HeapAfterCollection of(PackagedServer server) throws IOException, InterruptedException {
    jcmd(server.pid(), "GC.run");
    Matcher used = USED.matcher(jcmd(server.pid(), "GC.heap_info"));
    long kib = 0;
    while (used.find()) {
      kib += Long.parseLong(used.group(1));
    }
    String status = Files.readString(Path.of("/proc", Long.toString(server.pid()), "status"));
    Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(status);
    if (kib == 0 || !resident.find()) {
      throw new IOException("cannot read the memory of process " + server.pid());
    }
    return new HeapAfterCollection(kib / 1024.0, Long.parseLong(resident.group(1)) / 1024.0);
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(tool, Long.toString(pid), command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + " failed: " + said);
    }
    return said;
  }

  @Override
  public String toString() {
    return String.format("heap after GC %.1f MiB, resident %.0f MiB", heapMib, residentMib);
  }
}
