package io.gistwire.cli.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.gistwire.cli.output.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Option;

/** {@code --json} and how messages look. */
final class Printing {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace().preservingProtoFieldNames();

  @Option(
      names = "--json",
      description = "One JSON object an answer and line, with the protocol's own names.")
  private boolean json;

  boolean json() {
    return json;
  }

  static void line(PrintWriter out, Message message) {
    try {
      out.println(Printable.json(JSON.print(message)));
    } catch (InvalidProtocolBufferException unknownAny) {
      throw new IllegalStateException("a message of the protocol cannot be printed", unknownAny);
    }
    out.flush();
  }

  /** A time of day in the zone of this machine; empty when it is not set. */
  static String time(Timestamp time) {
    return time.equals(Timestamp.getDefaultInstance())
        ? ""
        : TIME.format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
  }
}
