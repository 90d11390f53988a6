package io.gistwire.server.paging;

import com.google.protobuf.Message;
import io.gistwire.codec.digest.Sha256;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and opens page tokens. A token is version, time, cursor and the first 16 bytes of an
 * HMAC-SHA256 over these, the tenant and the request, so it holds for one tenant and one request
 * only. Thread-safe.
 */
public final class PageTokens {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + Long.BYTES;
  private static final int SEAL_BYTES = 16;
  private static final int MAX_CHARACTERS = 512;
  private static final long MAX_AGE_MILLIS = 60 * 60 * 1000;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Clock clock;

  /**
   * Tokens under a secret.
   *
   * @param secret at least 16 random bytes
   */
  public PageTokens(byte[] secret, Clock clock) {
    if (secret.length < SEAL_BYTES) {
      throw new IllegalArgumentException(
          "a secret of " + secret.length + " bytes; at least " + SEAL_BYTES + " are needed");
    }
    this.key = new SecretKeySpec(secret, ALGORITHM);
    this.clock = clock;
  }

  /**
   * A token for the page after the one at hand.
   *
   * @param request the request with an empty page token
   * @param cursor where the next page begins, in the service's own words
   */
  public String seal(String tenant, Message request, String cursor) {
    byte[] text = cursor.getBytes(StandardCharsets.UTF_8);
    byte[] body =
        ByteBuffer.allocate(HEADER_BYTES + text.length)
            .put(VERSION)
            .putLong(clock.millis())
            .put(text)
            .array();
    byte[] seal = sealOf(tenant, request, body);
    byte[] token = ByteBuffer.allocate(body.length + SEAL_BYTES).put(body).put(seal).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The cursor in a token.
   *
   * @param request the request with an empty page token
   * @throws Refusal {@code PAGE_TOKEN_INVALID} when this server did not make it for this request,
   *     or it is too old
   */
  public String open(String tenant, Message request, String token) {
    byte[] bytes = decode(token);
    if (bytes.length < HEADER_BYTES + SEAL_BYTES || bytes[0] != VERSION) {
      throw refused("was not made by this server");
    }
    byte[] body = Arrays.copyOf(bytes, bytes.length - SEAL_BYTES);
    byte[] seal = Arrays.copyOfRange(bytes, body.length, bytes.length);
    if (!MessageDigest.isEqual(seal, sealOf(tenant, request, body))) {
      throw refused("was not made by this server for this request");
    }
    long ageMillis = clock.millis() - ByteBuffer.wrap(body, 1, Long.BYTES).getLong();
    if (ageMillis > MAX_AGE_MILLIS) {
      throw refused("is " + ageMillis / 60_000 + " minutes old; 60 are allowed");
    }
    return new String(body, HEADER_BYTES, body.length - HEADER_BYTES, StandardCharsets.UTF_8);
  }

  private static byte[] decode(String token) {
    if (token.length() > MAX_CHARACTERS) {
      throw refused("has " + token.length() + " characters; at most " + MAX_CHARACTERS);
    }
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw refused("was not made by this server");
    }
  }

  private static Refusal refused(String what) {
    return Refusal.of(
            ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
            "page_token: the token " + what + "; begin again without one")
        .withField("page_token", what);
  }

  private byte[] sealOf(String tenant, Message request, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(tenant.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(Sha256.of(request.toByteArray()));
      return Arrays.copyOf(mac.doFinal(body), SEAL_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
