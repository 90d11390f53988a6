package io.gistwire.server.auth;

import io.gistwire.codec.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secrets of tokens and their hashes. A secret has 256 random bits, so one SHA-256 without salt is
 * as hard to invert as the secret is to guess.
 */
public final class TokenHash {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = "gw_";
  private static final int SECRET_BYTES = 32;

  private TokenHash() {}

  /** A new secret. */
  public static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A name that states nothing about the secret. */
  public static String newName() {
    return String.format("tokens/%012x", RANDOM.nextLong() & 0xffff_ffff_ffffL);
  }

  /** The hash of a secret, 43 characters. */
  public static String of(String secret) {
    byte[] hash = Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
