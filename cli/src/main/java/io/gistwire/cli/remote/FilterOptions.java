package io.gistwire.cli.remote;

import com.google.protobuf.Timestamp;
import io.gistwire.cli.output.CommandException;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which gists: source, time, labels. */
final class FilterOptions {
  @Option(
      names = "--source",
      split = ",",
      paramLabel = "SOURCE",
      description = "Only gists of these sources.")
  private List<String> sources = List.of();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Taken at or after: 2026-01-31, 2026-01-31T08:00, 2026-01-31T08:00:00Z, or 90m, 12h, 7d ago.")
  private String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Taken before; as --since.")
  private String until;

  @Option(
      names = "--label",
      split = ",",
      paramLabel = "LABEL",
      description = "Only gists that have all of these labels.")
  private List<String> labels = List.of();

  @Option(
      names = "--no-label",
      split = ",",
      paramLabel = "LABEL",
      description = "No gist that has one of these labels.")
  private List<String> noLabels = List.of();

  Filter toFilter() {
    Filter.Builder filter = Filter.newBuilder().addAllAllLabels(labels).addAllNoLabels(noLabels);
    sources.forEach(source -> filter.addSources(sourceName(source)));
    if (since != null || until != null) {
      TimeRange.Builder range = TimeRange.newBuilder();
      if (since != null) {
        range.setStartTime(timestamp("--since", since));
      }
      if (until != null) {
        range.setEndTime(timestamp("--until", until));
      }
      filter.setCaptureTime(range);
    }
    return filter.build();
  }

  /** The name of the source that the filter is about, when it is about one. */
  static String sourceName(String source) {
    return source.startsWith("sources/") ? source : "sources/" + source;
  }

  private static Timestamp timestamp(String option, String text) {
    Instant instant = parse(option, text, Instant.now());
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Instant parse(String option, String text, Instant now) {
    try {
      if (text.matches("[0-9]{1,6}[smhd]")) {
        return now.minus(ago(text.toLowerCase(Locale.ROOT)));
      }
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
      }
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
    } catch (DateTimeParseException unreadable) {
      throw new CommandException(
          option + " is '" + text + "'",
          "Write 2026-01-31, 2026-01-31T08:00, 2026-01-31T08:00:00Z, or an age such as 90m, 12h, 7d.",
          2,
          unreadable);
    }
  }

  static Duration ago(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
