package io.gistwire.server.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server's process holds.
 *
 * @param heapMib after a full collection by the serial collector
 * @param directMib memory outside of the heap that buffers take, as native memory tracking counts
 * @param threads live threads
 * @param descriptors open files and sockets
 * @param logBytes size of its log
 */
public record ServerVitals(
    double heapMib, double directMib, int threads, int descriptors, long logBytes) {
  private static final Pattern USED = Pattern.compile("generation.*used (\\d+)K");
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

  /** Measures a process that was started with {@code -XX:NativeMemoryTracking=summary}. */
  public static ServerVitals of(long pid, Path log) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long heapKib = 0;
    while (used.find()) {
      heapKib += Long.parseLong(used.group(1));
    }
    Matcher other = OTHER.matcher(jcmd(pid, "VM.native_memory", "summary"));
    Path process = Path.of("/proc", Long.toString(pid));
    Matcher threads =
        Pattern.compile("Threads:\\s+(\\d+)").matcher(Files.readString(process.resolve("status")));
    if (heapKib == 0 || !other.find() || !threads.find()) {
      throw new IOException("cannot read what process " + pid + " holds");
    }
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return new ServerVitals(
          heapKib / 1024.0,
          Long.parseLong(other.group(1)) / 1024.0,
          Integer.parseInt(threads.group(1)),
          (int) open.count(),
          Files.size(log));
    }
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(tool, Long.toString(pid)), Stream.of(command)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said);
    }
    return said;
  }

  @Override
  public String toString() {
    return String.format(
        "heap after collection %.1f MiB, direct %.1f MiB, %d threads, %d descriptors, log %d KiB",
        heapMib, directMib, threads, descriptors, logBytes >> 10);
  }
}
