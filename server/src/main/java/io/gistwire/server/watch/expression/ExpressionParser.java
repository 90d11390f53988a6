package io.gistwire.server.watch.expression;

import io.gistwire.server.index.CaptionStems;

/**
 * Reads caption expressions:
 *
 * <pre>
 * any  = all { "OR" all }
 * all  = one { [ "AND" ] one }
 * one  = "NOT" one | "(" any ")" | word | '"' words '"'
 * </pre>
 *
 * <p>AND, OR and NOT are operators in capitals only. Two things side by side mean AND.
 */
public final class ExpressionParser {
  private static final int MAX_CHARACTERS = 1000;
  private static final int MAX_DEPTH = 50;

  private final String text;
  private final CaptionStems stems;
  private int at;
  private int depth;

  private ExpressionParser(String text, CaptionStems stems) {
    this.text = text;
    this.stems = stems;
  }

  /**
   * Reads an expression.
   *
   * @throws ExpressionException with the column of what is wrong
   */
  public static CaptionExpression parse(String text, CaptionStems stems)
      throws ExpressionException {
    if (text.length() > MAX_CHARACTERS) {
      throw new ExpressionException(
          MAX_CHARACTERS + 1,
          "the expression has " + text.length() + " characters; at most " + MAX_CHARACTERS);
    }
    ExpressionParser parser = new ExpressionParser(text, stems);
    CaptionExpression expression = parser.any();
    if (parser.peek() != null) {
      throw parser.unexpected("the end");
    }
    return expression;
  }

  private CaptionExpression any() throws ExpressionException {
    CaptionExpression left = all();
    while ("OR".equals(peek())) {
      at += 2;
      left = new CaptionExpression.Or(left, all());
    }
    return left;
  }

  private CaptionExpression all() throws ExpressionException {
    CaptionExpression left = one();
    for (String next = peek(); startsOne(next) || "AND".equals(next); next = peek()) {
      if ("AND".equals(next)) {
        at += 3;
      }
      left = new CaptionExpression.And(left, one());
    }
    return left;
  }

  private static boolean startsOne(String token) {
    return token != null && !token.equals("OR") && !token.equals("AND") && !token.equals(")");
  }

  private CaptionExpression one() throws ExpressionException {
    String next = peek();
    if (!startsOne(next)) {
      throw unexpected("a word, NOT or '('");
    }
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException(at + 1, "nested deeper than " + MAX_DEPTH + " levels");
    }
    try {
      switch (next) {
        case "NOT":
          at += 3;
          return new CaptionExpression.Not(one());
        case "(":
          return bracketed();
        case "\"":
          return quoted();
        default:
          return words(at, next, next.length());
      }
    } finally {
      depth--;
    }
  }

  private CaptionExpression bracketed() throws ExpressionException {
    int open = at++;
    CaptionExpression inner = any();
    if (!")".equals(peek())) {
      throw peek() == null
          ? new ExpressionException(open + 1, "this '(' has no ')'")
          : unexpected("')'");
    }
    at++;
    return inner;
  }

  private CaptionExpression quoted() throws ExpressionException {
    int end = text.indexOf('"', at + 1);
    if (end < 0) {
      throw new ExpressionException(at + 1, "this quotation mark has no end");
    }
    return words(at, text.substring(at + 1, end), end + 1 - at);
  }

  private CaptionExpression words(int from, String written, int length) throws ExpressionException {
    CaptionExpression.Words words = new CaptionExpression.Words(written, stems.of(written));
    if (words.stems().isEmpty()) {
      throw new ExpressionException(
          from + 1, "'" + written + "' has no word that captions are searched by");
    }
    at = from + length;
    return words;
  }

  /** The token that begins at the next character that is no blank, which {@code at} then is. */
  private String peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return null;
    }
    int end = at;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, Math.max(end, at + 1));
  }

  private static boolean isWordPart(char c) {
    return !Character.isWhitespace(c) && c != '(' && c != ')' && c != '"';
  }

  private ExpressionException unexpected(String expected) {
    String token = peek();
    String seen = token == null ? "the end" : "'" + token + "'";
    return new ExpressionException(at + 1, seen + " is where " + expected + " should be");
  }
}
