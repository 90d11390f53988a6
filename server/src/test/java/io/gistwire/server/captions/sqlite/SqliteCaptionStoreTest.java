package io.gistwire.server.captions.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.server.captions.Caption;
import io.gistwire.server.captions.CaptionStore;
import io.gistwire.server.captions.CaptionStoreContract;
import io.gistwire.server.ledger.GistKey;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqliteCaptionStoreTest extends CaptionStoreContract {
  private static final GistKey KEY = key("acme", "cam", 1, 1);

  @Override
  protected CaptionStore open(Path folder) throws Exception {
    return SqliteCaptionStore.open(folder);
  }

  private void keepOne() {
    store.put(KEY, new CaptionStore.Entry(1, Caption.sent("a dog")));
    store.flush();
  }

  private void assertBeganAnewAndWorks() {
    assertEquals(Optional.empty(), store.find(KEY));
    assertEquals(Optional.empty(), store.progress());
    keepOne();
    assertEquals("a dog", store.find(KEY).orElseThrow().caption().text());
  }

  @Test
  void a_file_that_is_no_database_is_begun_anew() throws Exception {
    keepOne();
    store.close();
    Files.writeString(folder.resolve("captions.db"), "no database at all".repeat(1000));
    store = open(folder);
    assertBeganAnewAndWorks();
  }

  @Test
  void a_file_of_another_version_or_kind_is_begun_anew() throws Exception {
    for (String pragma : new String[] {"PRAGMA user_version=99", "PRAGMA application_id=1"}) {
      keepOne();
      store.close();
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("captions.db"));
          Statement statement = connection.createStatement()) {
        statement.execute(pragma);
      }
      store = open(folder);
      assertBeganAnewAndWorks();
    }
  }

  @Test
  void a_file_whose_pages_were_overwritten_is_begun_anew_while_it_is_used() throws Exception {
    for (int i = 1; i < 3000; i++) {
      store.put(key("acme", "cam", 1, i), new CaptionStore.Entry(i, Caption.sent("a dog " + i)));
    }
    store.flush();
    store.close();
    Path file = folder.resolve("captions.db");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      // All pages but the first, which has the schema.
      byte[] noise = new byte[(int) raw.length() - 4096];
      raw.seek(4096);
      raw.write(noise);
    }
    store = open(folder);
    for (int i = 1; i < 3000; i++) {
      assertEquals(Optional.empty(), store.find(key("acme", "cam", 1, i)));
    }
    assertBeganAnewAndWorks();
  }

  @Test
  void a_row_whose_bytes_changed_counts_as_missing() throws Exception {
    keepOne();
    store.close();
    Path file = folder.resolve("captions.db");
    String raw = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, raw.replace("a dog", "a cat"), StandardCharsets.ISO_8859_1);
    store = open(folder);
    assertBeganAnewAndWorks();
  }
}
