package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.outbox.PhotoDigest;
import org.junit.jupiter.api.Test;

/** Which photos an outbox knows as sent. */
class SentBeforeTest extends StreamFixture {
  private static final byte[] PHOTO = {1, 2, 3};
  private static final byte[] OTHER = {4, 5, 6};

  private GistwireClient encoding(HeldEncoder encoder) throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + server.port())
        .plaintext()
        .encoder(encoder)
        .outbox(folder, (f, source) -> store)
        .build();
  }

  private static boolean sentBefore(GistStream stream, byte[] photo) throws Exception {
    return get(stream.sentBefore(PhotoDigest.of(photo)));
  }

  @Test
  void a_photo_is_known_from_the_moment_it_is_accepted_and_after_a_restart() throws Exception {
    HeldEncoder encoder = new HeldEncoder();
    try (GistwireClient photos = encoding(encoder);
        GistStream stream = photos.open("cam-1")) {
      assertFalse(sentBefore(stream, PHOTO));
      Receipt receipt = stream.send(PHOTO);
      assertTrue(sentBefore(stream, PHOTO));
      encoder.released.countDown();
      get(receipt.delivered());
      assertTrue(sentBefore(stream, PHOTO.clone()));
      assertFalse(sentBefore(stream, OTHER));
      get(stream.send(gist(9), OTHER, CaptureInfo.now()).stored());
    }
    try (GistStream again = client.open("cam-1")) {
      assertTrue(sentBefore(again, PHOTO));
      assertTrue(sentBefore(again, OTHER));
    }
  }

  @Test
  void a_photo_whose_gist_the_server_rejects_or_that_cannot_be_encoded_is_not() throws Exception {
    server.rejects.add(1L);
    HeldEncoder encoder = new HeldEncoder();
    encoder.released.countDown();
    try (GistwireClient photos = encoding(encoder);
        GistStream stream = photos.open("cam-1")) {
      assertInstanceOf(GistRejectedException.class, failure(stream.send(PHOTO).delivered()));
      assertFalse(sentBefore(stream, PHOTO));
      byte[] empty = {};
      assertInstanceOf(ArrayIndexOutOfBoundsException.class, failure(stream.send(empty).stored()));
      assertFalse(sentBefore(stream, empty));
      assertEquals(2, get(stream.send(PHOTO).delivered()).sequence());
      assertTrue(sentBefore(stream, PHOTO));
    }
  }
}
