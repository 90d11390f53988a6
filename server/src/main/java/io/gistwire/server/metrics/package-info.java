/**
 * What is measured of calls, tenants and files beside what the packages count themselves.
 *
 * <p>Calls come in through an interceptor of both ports, sizes are read from the ledger and the
 * data folder every few seconds; meters of Micrometer come out. Names, tags and meaning of all are
 * in docs/operations.md. Used by {@code app} alone.
 */
package io.gistwire.server.metrics;
