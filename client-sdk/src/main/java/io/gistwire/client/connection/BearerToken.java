package io.gistwire.client.connection;

import java.util.regex.Pattern;

/** Checks tokens before they become headers. Stateless. */
public final class BearerToken {
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private BearerToken() {}

  /**
   * The token, if a header can have it. The message has no part of it: it is a secret.
   *
   * @throws IllegalArgumentException else
   */
  public static String checked(String token) {
    if (!TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException(
          token.isEmpty()
              ? "the token is empty"
              : "the token has "
                  + what(token)
                  + "; a token is one word of printable ASCII characters");
    }
    return token;
  }

  private static String what(String token) {
    int at = 0;
    while (TOKEN.matcher(token.substring(at, at + 1)).matches()) {
      at++;
    }
    char wrong = token.charAt(at);
    String name =
        wrong == '\n' || wrong == '\r' ? "a line break" : wrong == ' ' ? "a space" : "another sign";
    return name + " as character " + (at + 1) + " of " + token.length();
  }
}
