/**
 * Counted resources that tenants share fairly.
 *
 * <p>In: who wants how much of a resource. Out: that much, or {@code SERVER_BUSY}. Every package
 * that takes something for a caller counts it here first: {@code admission}, {@code calls}, {@code
 * connect}, {@code flow}, {@code session}.
 */
package io.gistwire.server.shares;
