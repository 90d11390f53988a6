package io.gistwire.models.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoding ends where its budget states. */
class PhotoBudgetTest {
  private static final int SIDE = 1000;

  private static byte[] photo(String format) throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), format, file);
    return file.toByteArray();
  }

  /** Ends a decoding at the n-th check. */
  private static final class Ends implements PhotoBudget {
    private final AtomicInteger checks = new AtomicInteger();
    private final int last;

    private Ends(int last) {
      this.last = last;
    }

    @Override
    public void admit(long width, long height, long memoryBytes) {
      assertEquals(SIDE, width);
      assertEquals(SIDE, height);
      assertTrue(memoryBytes >= 6L * SIDE * SIDE, "both copies of the pixels: " + memoryBytes);
    }

    @Override
    public void check() {
      if (checks.incrementAndGet() >= last) {
        throw new IllegalStateException("the time is over");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void a_decoding_ends_after_a_few_rows_when_its_time_is_over(String format) throws Exception {
    byte[] file = photo(format);
    Ends budget = new Ends(10);
    IllegalStateException over =
        assertThrows(IllegalStateException.class, () -> PhotoReader.read(file, budget));
    assertEquals("the time is over", over.getMessage());
    assertEquals(10, budget.checks.get(), "nothing is asked, and so nothing decoded, after it");
  }

  /** A PNG is decoded row by row; of a JPEG ImageIO reports each twentieth. */
  @ParameterizedTest
  @CsvSource({"png, 8", "jpg, 20"})
  void a_decoding_is_checked_all_along(String format, int rowsOrParts) throws Exception {
    Ends budget = new Ends(Integer.MAX_VALUE);
    PhotoReader.read(photo(format), budget);
    int expected = format.equals("png") ? SIDE / rowsOrParts : rowsOrParts;
    assertTrue(budget.checks.get() >= expected, "checks: " + budget.checks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "grey.jpg", "lossy.webp"})
  void a_photo_that_the_budget_refuses_is_not_decoded(String name) throws Exception {
    byte[] file = Fixtures.bytes("picture/files/" + name);
    PhotoBudget none =
        new PhotoBudget() {
          @Override
          public void admit(long width, long height, long memoryBytes)
              throws UnreadablePhotoException {
            throw new UnreadablePhotoException("too large: " + width + "x" + height);
          }

          @Override
          public void check() {
            throw new AssertionError("decoded");
          }
        };
    UnreadablePhotoException refused =
        assertThrows(UnreadablePhotoException.class, () -> PhotoReader.read(file, none));
    assertTrue(refused.getMessage().startsWith("too large"), refused.getMessage());
  }
}
