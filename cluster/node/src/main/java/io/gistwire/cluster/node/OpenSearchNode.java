package io.gistwire.cluster.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/**
 * Runs one OpenSearch node until its standard input is closed, so that it never outlives the process that started it.
 *
 * <p>Arguments: the node's folder, then {@code name=value} settings of OpenSearch.
 */
public final class OpenSearchNode {
  /** Without these the node has no HTTP port, no analyzers of languages and no scripts. */
  private static final List<String> MODULES =
      List.of(
          "org.opensearch.transport.Netty4Plugin",
          "org.opensearch.analysis.common.CommonAnalysisPlugin",
          "org.opensearch.painless.PainlessPlugin",
          "org.opensearch.index.mapper.MapperExtrasPlugin",
          "org.opensearch.index.reindex.ReindexPlugin");

  /** Loaded where its jars are in the class path. */
  private static final String KNN = "org.opensearch.knn.plugin.KNNPlugin";

  private OpenSearchNode() {}

  /** Starts the node. */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Settings.Builder settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", home.resolve("data").toString())
            .put("network.host", "127.0.0.1")
            .put("node.store.allow_mmap", false);
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    Node node = new OpenSearchRunnerNode(new Environment(settings.build(), home), plugins());
    node.start();
    while (System.in.read() >= 0) {
      continue;
    }
    node.close();
    System.exit(0);
  }

  private static List<Class<? extends Plugin>> plugins() throws ClassNotFoundException {
    List<Class<? extends Plugin>> plugins = new ArrayList<>();
    for (String module : MODULES) {
      plugins.add(Class.forName(module).asSubclass(Plugin.class));
    }
    try {
      plugins.add(Class.forName(KNN).asSubclass(Plugin.class));
    } catch (ClassNotFoundException absent) {
      System.err.println("the k-NN plugin is not in the class path");
    }
    return plugins;
  }
}
