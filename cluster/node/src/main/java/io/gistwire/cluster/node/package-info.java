/**
 * An OpenSearch node as a process of its own, for tests. In: a folder and ports on the command line. Out: a node that
 * listens on the loopback address and can be killed. Started by the test harness of the module {@code cluster} with the
 * class path that the build wrote down.
 */
package io.gistwire.cluster.node;
