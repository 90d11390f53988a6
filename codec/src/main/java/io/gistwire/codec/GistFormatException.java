package io.gistwire.codec;

/**
 * Bytes are not what FORMAT.md allows. The subclass states what the reader must do: ask again for
 * the rest ({@link TruncatedGistException}), drop the bytes ({@link CorruptGistException}), fetch
 * the right pack ({@link FingerprintMismatchException}) or update ({@link
 * UnsupportedFormatException}).
 */
public abstract sealed class GistFormatException extends Exception
    permits TruncatedGistException,
        CorruptGistException,
        FingerprintMismatchException,
        UnsupportedFormatException {
  private static final long serialVersionUID = 1L;

  GistFormatException(String message) {
    super(message);
  }
}
