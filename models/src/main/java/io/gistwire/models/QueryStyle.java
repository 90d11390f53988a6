package io.gistwire.models;

/** What kind of text a query is; a pack weighs the parts of its vectors by it. */
public enum QueryStyle {
  /** A short text without a full stop is a label, anything else a sentence. */
  AUTO,
  /** A description, as people caption photos. */
  SENTENCE,
  /** A word or two that name a thing, as in a classification. */
  LABEL
}
