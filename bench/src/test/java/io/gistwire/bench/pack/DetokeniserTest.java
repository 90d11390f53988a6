package io.gistwire.bench.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The detokeniser")
class DetokeniserTest {
  // The right column is what the trainers' detokenise gives.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a boy 's hat .|a boy's hat.",
        "A child in a pink dress , climbing  stairs .|A child in a pink dress, climbing stairs.",
        "a sign states \" stop here \" in red|a sign states \"stop here\" in red",
        "they do n't look ( at all ) !|they don't look (at all)!",
        "the \" one|the\" one",
        "Tom &amp; Jerry &quot;run&quot;|Tom & Jerry \"run\"",
        "# 5 costs $ 3 : cheap|#5 costs $3: cheap"
      })
  void detokenises(String stored, String written) {
    assertEquals(written, Detokeniser.detokenise(stored));
  }
}
