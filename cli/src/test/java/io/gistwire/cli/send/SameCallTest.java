package io.gistwire.cli.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The advice repeats the options as they were given. */
class SameCallTest {
  private static String call(String... arguments) {
    return SameCall.of(new CommandLine(new SendCommand()).parseArgs(arguments), "cam");
  }

  @Test
  void server_and_outbox_are_repeated_exactly() {
    assertEquals(
        "gistwire send --as cam --server gists.example.com:9443 --outbox '/data/out box' --no-tls"
            + " --ca ca.pem",
        call(
            "photos/",
            "--as",
            "cam",
            "--server",
            "gists.example.com:9443",
            "--outbox",
            "/data/out box",
            "--no-tls",
            "--ca",
            "ca.pem"));
  }

  @Test
  void a_secret_and_what_is_about_this_run_alone_are_left_out() {
    assertEquals(
        "gistwire send --as cam --token-file t",
        call("a.jpg", "--token", "s3cret", "--token-file", "t", "--wait", "5", "--again"));
  }
}
