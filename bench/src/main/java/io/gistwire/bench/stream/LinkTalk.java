package io.gistwire.bench.stream;

import io.gistwire.cli.output.CommandException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** Talks with a {@link LinkClient} process. Not thread-safe. */
final class LinkTalk implements AutoCloseable {
  /** A line and when it was received. */
  record Heard(String line, long nanos) {
    /** The number after a word; -1 for another word. */
    long number(String word) {
      return line.startsWith(word + " ") ? Long.parseLong(line.substring(word.length() + 1)) : -1;
    }
  }

  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  private LinkTalk(Process process) {
    this.process = process;
    this.commands =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
  }

  static LinkTalk start(List<String> prefix, String target, Path certificate, Path folder)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LinkClient.class.getName());
    command.addAll(List.of(target, certificate.toString(), folder.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(folder.resolveSibling("client.log").toFile())
            .start();
    LinkTalk talk = new LinkTalk(process);
    Thread reader = new Thread(talk::readAll, "link-client-output");
    reader.setDaemon(true);
    reader.start();
    return talk;
  }

  private void readAll() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(new Heard(line, System.nanoTime()));
      }
    } catch (IOException e) {
      // The process ended; whoever waits runs into its limit and states it.
    }
  }

  void tell(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  /** Waits for a line that begins so. */
  Heard await(String beginning, int seconds) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      Heard next = next(endNanos, beginning);
      if (next.line().startsWith(beginning)) {
        return next;
      }
    }
  }

  /** Waits for a number after a word. */
  Heard await(String word, LongPredicate wanted, int seconds) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      Heard next = next(endNanos, word);
      long number = next.number(word);
      if (number >= 0 && wanted.test(number)) {
        return next;
      }
    }
  }

  private Heard next(long endNanos, String what) throws InterruptedException {
    Heard next = heard.poll(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (next == null) {
      throw new CommandException(
          "the client on the emulated link did not say '" + what + "' in time",
          process.isAlive() ? "The link may be too thin for the time given." : "It has ended.");
    }
    if (next.line().startsWith("failed ")) {
      throw new CommandException("a gist was not delivered: " + next.line().substring(7), "");
    }
    return next;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
