package io.gistwire.proto.file;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a file: a checked file or the typed error. */
class GistFileFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void any_bytes_give_a_checked_file_or_the_typed_error(byte[] bytes) {
    try {
      GistFiles.check(GistFiles.read(bytes));
    } catch (GistFileException expected) {
      if (expected.getMessage().isEmpty()) {
        throw new AssertionError("an error without words");
      }
    }
  }
}
