package io.gistwire.server.index;

/** How the nearest codes are looked for. */
public enum NearestMode {
  /** Whichever costs less for the same answer. */
  AUTO,
  /** The cells nearest to the query only. */
  CELLS,
  /** Every code. */
  SCAN
}
