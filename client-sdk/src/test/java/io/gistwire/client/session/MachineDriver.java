package io.gistwire.client.session;

import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A session machine with a clock of its own, driven event by event; what it wants, in words. */
final class MachineDriver {
  static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");
  static final int GIST_BYTES = 40;
  static final int BATCH_BYTES = 120;
  static final int HEARTBEAT_MILLIS = 10_000;

  private static final LinkProfile PROFILE =
      new LinkProfile("test", 0, 4_096, 65_536, 6_000, 0, 30_000, 30_000);

  final ClientSessionMachine machine;
  long nowMillis = 1_000;
  private final List<Effect> effects = new ArrayList<>();

  MachineDriver(long trimmedThrough, long lastSequence) {
    machine =
        new ClientSessionMachine(
            PROFILE, new LinkEstimator(), trimmedThrough, lastSequence, () -> 0.5);
  }

  /** Connected and opened, with this credit; nothing to send. */
  static MachineDriver streaming(long held, long creditBytes) {
    MachineDriver driver = new MachineDriver(held, held);
    driver.on(new Event.Start(CODE)).opened(held, creditBytes).on(new Event.Ready(true));
    driver.said();
    return driver;
  }

  MachineDriver on(Event event) {
    effects.addAll(machine.on(nowMillis * 1_000_000, event));
    return this;
  }

  MachineDriver opened(long held, long creditBytes) {
    return on(new Event.Opened(held, creditBytes, 16_384, 8_192, 64, HEARTBEAT_MILLIS));
  }

  /** Gists of these sequences lie ready. */
  MachineDriver gists(long first, long last) {
    return items(
        LongStream.rangeClosed(first, last)
            .mapToObj(sequence -> MachineFixture.gist(sequence, GIST_BYTES, GIST_BYTES, CODE))
            .toArray(Item[]::new));
  }

  MachineDriver skip(long first, long last, SkipReason reason) {
    return items(new Item.OfSkip(first, last, reason));
  }

  MachineDriver items(Item... items) {
    on(new Event.Loaded(items[0].first(), Arrays.asList(items), false));
    return on(new Event.Appended(items[items.length - 1].last()));
  }

  MachineDriver written() {
    return on(new Event.Written(BATCH_BYTES));
  }

  MachineDriver pass(long millis) {
    nowMillis += millis;
    return on(new Event.Tick());
  }

  MachineDriver ended(String code, String reason, long retryAfterMillis) {
    return on(new Event.Ended(code, reason, "", retryAfterMillis));
  }

  /** What it wanted since the last time, without timers and state changes. */
  List<String> said() {
    List<String> words =
        effects.stream()
            .filter(effect -> !(effect instanceof Effect.WakeAt))
            .filter(effect -> !(effect instanceof Effect.StateChanged))
            .filter(effect -> !(effect instanceof Effect.Disconnected))
            .map(MachineDriver::inWords)
            .collect(Collectors.toList());
    effects.clear();
    return words;
  }

  private static String inWords(Effect effect) {
    if (effect instanceof Effect.Connect connect) {
      return "connect knowing " + connect.durableThrough();
    } else if (effect instanceof Effect.Load load) {
      return "load " + load.fromSequence();
    } else if (effect instanceof Effect.SendBatch batch) {
      return "batch " + batch.first() + "-" + batch.last();
    } else if (effect instanceof Effect.SendSkip skip) {
      return "skip " + skip.first() + "-" + skip.last() + " " + skip.reason();
    } else if (effect instanceof Effect.SendAnswer answer) {
      return "answer " + answer.number() + " for " + answer.id();
    } else if (effect instanceof Effect.SendHeartbeat beat) {
      return beat.replyTo() == 0 ? "heartbeat" : "heartbeat to " + beat.replyTo();
    } else if (effect instanceof Effect.Delivered delivered) {
      return "delivered " + delivered.throughSequence();
    } else if (effect instanceof Effect.Lost lost) {
      return "lost " + lost.first() + "-" + lost.last();
    } else if (effect instanceof Effect.Stopped stopped) {
      return "stopped by " + stopped.reason();
    }
    return effect.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
