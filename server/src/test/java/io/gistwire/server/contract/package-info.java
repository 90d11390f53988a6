/**
 * What every engine does: one abstract test kit for each interface that has engines.
 *
 * <p>In: an engine over an empty storage of its own. Out: failures that name the promise which is
 * not kept. A test class extends a kit and opens its engine; each kit is also run against engines
 * that are broken on purpose, which it must catch. The kits are part of the module's test jar, so
 * that engines of other modules run them unchanged.
 */
package io.gistwire.server.contract;
