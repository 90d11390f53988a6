package io.gistwire.codec.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every version ever written stays readable, to the same numbers. */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static Stream<Path> versions() throws Exception {
    return Files.list(FOLDER).sorted();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void every_layer_of_every_version_decodes_to_what_it_meant(Path version) throws Exception {
    Cases cases = new Cases(version);
    List<String> lines = Files.readAllLines(version.resolve("cases.tsv"));
    assertTrue(lines.size() >= 40 * Cases.KINDS.length);
    for (String line : lines) {
      String[] columns = line.split("\t");
      long seed = Long.parseLong(columns[1]);
      assertEquals(columns[3], cases.meaning(columns[0], seed, HexColumn.parse(columns[2])), line);
    }
  }

  @Test
  void layers_of_version_1_are_still_written_like_that() throws Exception {
    Cases cases = new Cases(FOLDER.resolve("v1"));
    for (String line : Files.readAllLines(FOLDER.resolve("v1/cases.tsv"))) {
      String[] columns = line.split("\t");
      byte[] layer = cases.layer(columns[0], Long.parseLong(columns[1]));
      assertEquals(columns[2], HexColumn.of(layer), columns[0] + " " + columns[1]);
    }
  }
}
