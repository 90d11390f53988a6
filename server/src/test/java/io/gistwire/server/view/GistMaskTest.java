package io.gistwire.server.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.FieldMask;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class GistMaskTest {
  private static GistMask of(String... paths) {
    FieldMask mask = FieldMask.newBuilder().addAllPaths(List.of(paths)).build();
    return GistMask.of(mask, GistMask.withoutGist());
  }

  @Test
  void no_mask_is_the_default_and_a_star_is_everything() {
    assertFalse(of().has("gist"));
    assertTrue(of().has("caption_origin"));
    assertTrue(of("*").has("gist"));
    assertTrue(of("name", "*").has("gist"));
  }

  @Test
  void only_what_is_named_is_wanted() {
    GistMask mask = of("caption", "receive_time");
    assertTrue(mask.has("caption"));
    assertTrue(mask.has("receive_time"));
    assertFalse(mask.has("caption_origin"));
    assertFalse(mask.has("name"));
  }

  @Test
  void a_part_of_a_field_is_shown_without_the_rest_of_it() {
    GistMask mask = of("gist.photo_width_pixels", "name");
    assertTrue(mask.has("gist"));
    Gist gist = Gist.newBuilder().setPhotoWidthPixels(640).setPhotoHeightPixels(480).build();
    StoredGist shown = mask.apply(StoredGist.newBuilder().setName("n").setGist(gist));
    assertEquals("n", shown.getName());
    assertEquals(640, shown.getGist().getPhotoWidthPixels());
    assertEquals(0, shown.getGist().getPhotoHeightPixels());
  }

  @Test
  void a_field_that_there_is_not_is_refused() {
    for (String path : new String[] {"", "captions", "caption.text", "gist.nothing", "Name"}) {
      assertThrows(Refusal.class, () -> of("name", path), path);
    }
  }
}
