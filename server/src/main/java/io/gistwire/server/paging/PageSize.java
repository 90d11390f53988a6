package io.gistwire.server.paging;

import io.gistwire.server.refusal.Refusal;

/** The number of entries on a page, for every call that pages. */
public final class PageSize {
  /** Most entries on a page. */
  public static final int MAX = 1000;

  private PageSize() {}

  /**
   * The size that a request requests.
   *
   * @param asked 0 for the default
   * @throws Refusal when it is below 0 or above {@link #MAX}
   */
  public static int of(int asked, int byDefault) {
    if (asked < 0 || asked > MAX) {
      throw Refusal.ofField("page_size", "is " + asked + "; 0 to " + MAX + " is allowed");
    }
    return asked == 0 ? byDefault : asked;
  }
}
