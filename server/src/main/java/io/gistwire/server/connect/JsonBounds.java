package io.gistwire.server.connect;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/**
 * Walks through a JSON text before it is parsed: how deep it is, how many values it has, and
 * whether its numbers are ones that can be worked with. The parser behind makes an object of each
 * value, and of {@code 1e999999999}, as a number or in quotes, a number of so many digits.
 */
final class JsonBounds {
  /** Messages of the protocol nest eight deep or so. */
  static final int MAX_DEPTH = 64;

  /** The longest is a double with all its digits. */
  static final int MAX_NUMBER_CHARS = 400;

  /** Doubles end at 308. */
  static final int MAX_EXPONENT = 400;

  /** What a value or name takes in memory beside its characters. */
  static final int BYTES_A_VALUE = 96;

  private static final int COUNTED_AT_ONCE = 1024;

  private JsonBounds() {}

  /**
   * Checks a text.
   *
   * @param budget from which memory for the values is taken
   * @throws ConnectException INVALID_ARGUMENT beyond a bound, RESOURCE_EXHAUSTED when the budget
   *     has nothing left
   * @throws IOException when it is no JSON, so that nothing of it may reach the parser, which would
   *     otherwise see more of the text than was checked
   */
  static void check(String text, RequestBudget budget) throws ConnectException, IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    // As the parser behind reads it.
    reader.setStrictness(Strictness.LENIENT);
    reader.setNestingLimit(MAX_DEPTH);
    try {
      int uncounted = 0;
      JsonToken token = reader.peek();
      while (token != JsonToken.END_DOCUMENT) {
        step(reader, token);
        if (++uncounted == COUNTED_AT_ONCE) {
          budget.take((long) uncounted * BYTES_A_VALUE);
          uncounted = 0;
        }
        token = reader.peek();
      }
      budget.take((long) uncounted * BYTES_A_VALUE);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Nesting limit")) {
        throw invalid("it is nested more than " + MAX_DEPTH + " deep");
      }
      throw e;
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void step(JsonReader reader, JsonToken token)
      throws IOException, ConnectException {
    switch (token) {
      case BEGIN_ARRAY -> reader.beginArray();
      case END_ARRAY -> reader.endArray();
      case BEGIN_OBJECT -> reader.beginObject();
      case END_OBJECT -> reader.endObject();
      case NAME -> reader.nextName();
      case STRING, NUMBER -> checkNumber(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> reader.nextNull();
      default -> throw new IllegalStateException("no token: " + token);
    }
  }

  /** Numbers may be in quotes; a text that is none passes. */
  private static void checkNumber(String value) throws ConnectException {
    int exponentAt = -1;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isExponent = c == 'e' || c == 'E';
      if (isExponent && exponentAt < 0) {
        exponentAt = i;
      } else if (!(c >= '0' && c <= '9') && c != '.' && c != '+' && c != '-') {
        return;
      }
    }
    if (value.length() > MAX_NUMBER_CHARS) {
      throw invalid(
          "a number has " + value.length() + " characters, " + MAX_NUMBER_CHARS + " are the most");
    }
    if (exponentAt >= 0 && isTooLarge(value.substring(exponentAt + 1))) {
      throw invalid("a number has an exponent beyond " + MAX_EXPONENT);
    }
  }

  private static boolean isTooLarge(String exponent) {
    int value = 0;
    for (int i = 0; i < exponent.length(); i++) {
      char c = exponent.charAt(i);
      if (c >= '0' && c <= '9') {
        value = Math.min(MAX_EXPONENT + 1, value * 10 + (c - '0'));
      }
    }
    return value > MAX_EXPONENT;
  }

  private static ConnectException invalid(String why) {
    return new ConnectException(
        ConnectCode.INVALID_ARGUMENT, "the request's JSON is not taken: " + why);
  }
}
