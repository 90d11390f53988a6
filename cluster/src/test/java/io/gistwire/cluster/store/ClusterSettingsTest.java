package io.gistwire.cluster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
  private static final List<URI> HOSTS = List.of(URI.create("http://127.0.0.1:9200"));

  @Test
  void the_defaults_need_two_of_three_copies() {
    ClusterSettings settings = ClusterSettings.of(HOSTS, "gistwire");
    assertEquals(2, settings.replicas());
    assertEquals(2, settings.requiredCopies());
  }

  @Test
  void more_copies_than_there_are_can_never_be_acked() {
    ClusterSettings settings = ClusterSettings.of(HOSTS, "gistwire");
    var failure = assertThrows(IllegalArgumentException.class, () -> settings.withCopies(3, 1, 3));
    assertTrue(failure.getMessage().contains("1 to 2"), failure.getMessage());
  }

  @Test
  void a_prefix_that_opensearch_refuses_is_refused_here() {
    assertThrows(IllegalArgumentException.class, () -> ClusterSettings.of(HOSTS, "Gistwire*"));
    assertThrows(IllegalArgumentException.class, () -> ClusterSettings.of(List.of(), "gistwire"));
  }
}
