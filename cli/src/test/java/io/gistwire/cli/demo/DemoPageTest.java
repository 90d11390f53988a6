package io.gistwire.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoPageTest {
  private static DemoResult result(String caption) {
    DemoPhoto photo =
        new DemoPhoto(
            "a.jpg",
            new byte[48_000],
            30_000,
            caption,
            List.of("dog"),
            List.of(
                new DemoPhoto.LayerSize("embedding", 16), new DemoPhoto.LayerSize("caption", 0)));
    return new DemoResult(
        List.of(photo),
        new DemoResult.LinkUse(2_400, 900, 4.2),
        List.of(new DemoResult.Found("a dog", List.of(new DemoResult.Hit(0, 0.9)))),
        List.of(new DemoResult.Raised("dog", 0, 0.8)),
        List.of(new DemoResult.Counted("animal", 1)),
        21);
  }

  @Test
  void a_page_shows_what_arrived_beside_what_a_jpeg_would_have_cost() throws Exception {
    String page = DemoPage.render(result("A dog runs."));
    assertTrue(page.contains("A dog runs."), page);
    assertTrue(page.contains("0 B, implied by the code"), page);
    assertTrue(page.contains("48.0 kB"), page);
    assertTrue(page.contains("2 min 40 s"), page);
    assertTrue(page.contains("0.03 %"), page);
  }

  @Test
  void a_caption_cannot_break_out_of_the_page() throws Exception {
    String page = DemoPage.render(result("<script>alert('x')</script>"));
    assertFalse(page.contains("<script>"), page);
    assertEquals("&lt;&amp;&#39;&quot;&gt;", Html.escape("<&'\">"));
  }

  @Test
  void the_page_needs_nothing_from_outside() throws Exception {
    String page = DemoPage.render(result("A dog."));
    assertFalse(page.contains("http://") || page.contains("https://"), page);
  }
}
