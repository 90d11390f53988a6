package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.PhotoEncoder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An encoder that waits until a test releases it; the gist's number is the photo's first byte. */
final class HeldEncoder implements PhotoEncoder {
  final CountDownLatch begun = new CountDownLatch(1);
  final CountDownLatch released = new CountDownLatch(1);

  @Override
  public CodeFingerprint fingerprint() {
    return StreamFixture.PACK;
  }

  @Override
  public Gist encode(byte[] photo, EncodeOptions options) {
    begun.countDown();
    try {
      assertTrue(released.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return StreamFixture.gist(photo[0]);
  }
}
