package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Messages of a server in the words of the command that was typed. */
class OptionNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "watch add | watch.top_share: is 2; 0 to 1 | --top: is 2; 0 to 1",
        "watch add | watches/a exists; choose another watch_id or update it"
            + " | watches/a exists; choose another NAME or update it",
        "watch add | min_score and top_share exclude each other"
            + " | --min-score and --top exclude each other",
        "search | page_size: is 5000; 0 to 1000 is allowed | --hits: is 5000; 0 to 1000 is allowed",
        "list | filter.all_labels: 'x' is no label | --label: 'x' is no label",
        "search | query.terms[0].text: is empty | TEXT: is empty",
        "get | name: 'x' is no name of a gist | GIST: 'x' is no name of a gist",
        "ledger backup | file_name: has a folder | NAME: has a folder",
        "token create | expire_time: lies in the past | --days: lies in the past",
        "ledger retention | retention.max_age: is no time span | --max-age: is no time span",
        "list | sources/my_cam/gists/00aa-1 does not exist"
            + " | sources/my_cam/gists/00aa-1 does not exist",
        "list | the name of photo.jpg is too long | the name of photo.jpg is too long"
      })
  void fields_become_the_options_of_the_command(String command, String said, String shown) {
    CommandLine at = Main.commandLine();
    for (String word : command.split(" ")) {
      at = at.getSubcommands().get(word);
    }
    assertEquals(shown, OptionNames.in(said, at.getCommandSpec()));
  }
}
