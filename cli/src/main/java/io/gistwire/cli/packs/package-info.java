/**
 * Commands about packs: what is here, what it holds, whether it is whole, where to get another.
 *
 * <p>In: names, paths, a server. Out: lines, packs in the user's repository. Used by the root
 * command only.
 */
@NullMarked
package io.gistwire.cli.packs;

import org.jspecify.annotations.NullMarked;
