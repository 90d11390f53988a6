package io.gistwire.server.admission;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.shares.TenantShares;
import io.grpc.Context;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Photos take memory before they are decoded, and time while they are. */
@Timeout(60)
class PhotoMemoryTest {
  private final TenantShares bytes = new TenantShares("bytes for photos", 1000, 0.75);
  private final PhotoMemory photos = new PhotoMemory(bytes, 100, 60_000);

  private static Context of(String tenant) {
    return new Caller(tenant, "tokens/t", EnumSet.allOf(Permission.class), List.of())
        .in(Context.ROOT);
  }

  private PhotoMemory.Decoding begin(String tenant) throws Exception {
    return of(tenant).call(photos::begin);
  }

  /** A refusal as the status that a caller sees. */
  private static String refused(String expected, Callable<?> work) {
    return assertRefused(
        expected,
        () -> {
          try {
            work.call();
          } catch (Refusal refusal) {
            throw refusal.toStatus();
          }
        });
  }

  @Test
  void a_photo_larger_than_this_server_decodes_is_refused_for_good() throws Exception {
    try (PhotoMemory.Decoding decoding = begin("acme")) {
      var pixels = assertThrows(UnreadablePhotoException.class, () -> decoding.admit(11, 10, 10));
      assertTrue(pixels.getMessage().contains("at most 100"), pixels.getMessage());
      assertThrows(UnreadablePhotoException.class, () -> decoding.admit(10, 10, 1001));
    }
    assertEquals(0, bytes.total());
  }

  @Test
  void a_photo_waits_until_there_is_memory_for_it() throws Exception {
    PhotoMemory.Decoding first = begin("acme");
    first.admit(10, 10, 700);
    CompletableFuture<Long> second =
        CompletableFuture.supplyAsync(
            () -> {
              try (PhotoMemory.Decoding decoding = begin("bolt")) {
                decoding.admit(10, 10, 600);
                return bytes.heldBy("bolt");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertEquals(700, bytes.total());
    first.close();
    assertEquals(600, second.get(30, TimeUnit.SECONDS));
    while (bytes.total() > 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void no_one_waits_for_memory_beyond_the_calls_time() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (PhotoMemory.Decoding first = begin("acme")) {
      first.admit(10, 10, 700);
      Context call = of("bolt").withDeadlineAfter(20, TimeUnit.MILLISECONDS, timer);
      refused(
          "DEADLINE_EXCEEDED TIME_EXCEEDED",
          () ->
              call.call(
                  () -> {
                    photos.begin().admit(10, 10, 600);
                    return null;
                  }));
    } finally {
      timer.shutdownNow();
    }
    assertEquals(0, bytes.total());
  }

  @Test
  void decoding_ends_when_its_own_time_is_over() {
    PhotoMemory hasty = new PhotoMemory(bytes, 100, 0);
    String message =
        refused(
            "DEADLINE_EXCEEDED TIME_EXCEEDED",
            () -> {
              try (PhotoMemory.Decoding decoding = hasty.begin()) {
                while (true) {
                  decoding.check();
                }
              }
            });
    assertTrue(message.contains("scale it down"), message);
  }
}
