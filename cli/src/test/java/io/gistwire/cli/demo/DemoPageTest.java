package io.gistwire.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoPageTest {
  private static DemoResult result(String caption) {
    return result(caption, LabelMap.NONE);
  }

  private static DemoResult result(String caption, LabelMap map) {
    return result(caption, map, "a.jpg");
  }

  private static DemoResult result(String caption, LabelMap map, String name) {
    DemoPhoto photo =
        new DemoPhoto(
            name,
            new byte[48_000],
            512,
            256,
            30_000,
            caption,
            List.of("dog"),
            map,
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
  void a_label_map_lies_over_the_square_that_the_pack_looks_at_with_its_legend() throws Exception {
    LabelMap map = new LabelMap(2, 2, List.of("sea", "sea", "dog", "<sea>"), true);
    String page = DemoPage.render(result("A dog.", map));
    assertTrue(page.contains("style=\"width:50.00%;height:100.00%\""), page);
    assertEquals(3, page.split("<rect ", -1).length - 1, "neighbours of a row are one rectangle");
    assertTrue(page.contains("<title>&lt;sea&gt;</title>"), page);
    assertTrue(page.indexOf("</i>sea") < page.indexOf("</i>dog"), "most cells first");
  }

  @Test
  void a_gist_without_a_map_shows_the_photo_alone() throws Exception {
    assertFalse(DemoPage.render(result("A dog.")).contains("<svg"));
  }

  @Test
  void a_caption_cannot_break_out_of_the_page() throws Exception {
    String page = DemoPage.render(result("<script>alert('x')</script>"));
    assertFalse(page.contains("<script>"), page);
    assertTrue(page.contains("&lt;script>") || page.contains("&lt;script&gt;"), page);
  }

  @Test
  void a_name_cannot_break_out_of_its_attribute() throws Exception {
    String page = DemoPage.render(result("A dog.", LabelMap.NONE, "a\" onload=\"x.jpg"));
    assertFalse(page.contains("alt=\"a\" onload"), page);
  }

  @Test
  void the_page_needs_nothing_from_outside() throws Exception {
    String page = DemoPage.render(result("A dog."));
    assertFalse(page.contains("http://") || page.contains("https://"), page);
  }
}
