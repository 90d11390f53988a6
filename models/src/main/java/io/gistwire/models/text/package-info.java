/**
 * Queries to the token ids that a pack's text encoder was trained on.
 *
 * <p>In: strings and a pack's vocabulary files. Out: ids equal to the trainers'. Called by the text
 * encoder only.
 */
@NullMarked
package io.gistwire.models.text;

import org.jspecify.annotations.NullMarked;
