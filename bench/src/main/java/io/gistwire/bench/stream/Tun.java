package io.gistwire.bench.stream;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A TUN device inside a network namespace of its own: whole IP packets in and out. Linux, root. */
final class Tun implements AutoCloseable {
  static final int MTU_BYTES = 1_200;

  private static final int O_RDWR = 2;
  private static final long TUNSETIFF = 0x400454CAL;
  private static final int IFF_TUN_NO_PI = 0x1001;
  private static final int INTERFACE_REQUEST_BYTES = 40;
  private static final int NAME_BYTES = 16;

  /** The few calls that Java has not. */
  private interface C extends Library {
    int open(String path, int flags) throws LastErrorException;

    int close(int file) throws LastErrorException;

    int setns(int file, int type) throws LastErrorException;

    int ioctl(int file, NativeLong request, byte[] argument) throws LastErrorException;

    NativeLong read(int file, byte[] buffer, NativeLong size) throws LastErrorException;

    NativeLong write(int file, byte[] buffer, NativeLong size) throws LastErrorException;
  }

  private final C c;
  private final String namespace;
  private final int file;

  private Tun(C c, String namespace, int file) {
    this.c = c;
    this.namespace = namespace;
    this.file = file;
  }

  /** Whether this process may make namespaces and TUN devices. */
  static boolean isPossible() {
    return Files.isWritable(Path.of("/dev/net/tun"))
        && Files.isWritable(Path.of("/var/run"))
        && "root".equals(System.getProperty("user.name"))
        && (Files.exists(Path.of("/sbin/ip")) || Files.exists(Path.of("/usr/sbin/ip")));
  }

  /** Makes a namespace with a TUN device of this address. */
  static Tun open(String namespace, String address) throws IOException, InterruptedException {
    ip("netns", "add", namespace);
    C c = Native.load("c", C.class);
    AtomicReference<Integer> file = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    // A thread of its own: entering a namespace is for ever.
    Thread inside = new Thread(() -> file.set(openInside(c, namespace)), "tun-" + namespace);
    inside.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    inside.start();
    inside.join();
    if (file.get() == null) {
      ip("netns", "del", namespace);
      throw new IOException("no TUN device in namespace " + namespace, failure.get());
    }
    ip("-n", namespace, "addr", "add", address + "/24", "dev", "tun0");
    ip("-n", namespace, "link", "set", "tun0", "up", "mtu", Integer.toString(MTU_BYTES));
    ip("-n", namespace, "link", "set", "lo", "up");
    return new Tun(c, namespace, file.get());
  }

  private static int openInside(C c, String namespace) {
    int handle = c.open("/var/run/netns/" + namespace, 0);
    c.setns(handle, 0);
    c.close(handle);
    int tun = c.open("/dev/net/tun", O_RDWR);
    byte[] request = new byte[INTERFACE_REQUEST_BYTES];
    byte[] name = "tun0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, request, 0, name.length);
    request[NAME_BYTES] = (byte) IFF_TUN_NO_PI;
    request[NAME_BYTES + 1] = (byte) (IFF_TUN_NO_PI >> 8);
    c.ioctl(tun, new NativeLong(TUNSETIFF), request);
    return tun;
  }

  /** Waits for a packet; returns its length. */
  int read(byte[] buffer) {
    return c.read(file, buffer, new NativeLong(buffer.length)).intValue();
  }

  void write(byte[] packet) {
    c.write(file, packet, new NativeLong(packet.length));
  }

  /** Words that make a command run inside. */
  List<String> inside() {
    return List.of("ip", "netns", "exec", namespace);
  }

  @Override
  public void close() throws IOException {
    try {
      ip("netns", "del", namespace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("ip");
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + ": " + said.strip());
    }
  }
}
