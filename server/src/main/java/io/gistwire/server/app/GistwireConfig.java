package io.gistwire.server.app;

import io.gistwire.server.auth.AuthMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the server; docs/operations.md has the same as a table. */
@ConfigMapping(prefix = "gistwire")
public interface GistwireConfig {
  /** Folder of ledger, tokens, index and backups; made where it is missing. */
  @WithDefault("data")
  Path data();

  /** Packs to serve, folders or zips, the current one first; none means the bundled ones. */
  Optional<List<Path>> packs();

  /** Code fingerprints whose gists are stored although no pack here can read them. */
  Optional<List<String>> storedFingerprints();

  /** How callers say who they are. */
  @WithDefault("none")
  AuthMode auth();

  /** Listens beyond the loopback address although no caller is asked who they are. */
  @WithDefault("false")
  boolean allowUnauthenticatedNetwork();

  /** The ledger. */
  LedgerSettings ledger();

  /** Sessions. */
  SessionSettings session();

  /** Backups in the data folder. */
  BackupSettings backup();

  /** What each tenant may use. */
  QuotaSettings quota();

  /** Requests on the HTTP port. */
  HttpSettings http();

  /** Alerts to webhooks. */
  WebhookSettings webhooks();

  /** Settings of webhooks. */
  interface WebhookSettings {
    /** Hosts that watches may send alerts to, such as hooks.example.com; none: no webhooks. */
    Optional<List<String>> allow();

    /** Ranges of private addresses that may be reached, such as 10.1.0.0/16. */
    Optional<List<String>> allowAddresses();
  }

  /** Figures for operators. */
  MetricsSettings metrics();

  /** Settings of metrics. */
  interface MetricsSettings {
    /** Tenants with counters of their own; all others are counted together. */
    @WithDefault("100")
    int maxTenants();
  }

  /** Certificates. */
  TlsConfig tls();

  /** Settings of certificates. */
  interface TlsConfig {
    /** How often their files are read again. */
    @WithDefault("10S")
    Duration reloadPeriod();
  }

  /** Settings of backups. */
  interface BackupSettings {
    /** Bytes of all backups together. */
    @WithDefault("107374182400")
    long maxBytes();

    /** Bytes that a backup leaves free on its disk. */
    @WithDefault("1073741824")
    long minFreeBytes();
  }

  /** Settings of the ledger. */
  interface LedgerSettings {
    /** Most writes in one commit. */
    @WithDefault("4096")
    int commitCount();

    /** Longest that a write waits for others to share its commit. */
    @WithDefault("2")
    long commitMillis();

    /** Time between tries while the disk refuses to write. */
    @WithDefault("1000")
    long retryMillis();

    /** Connections for reading. */
    @WithDefault("4")
    int readers();

    /** How long events of deleted gists stay in the log for followers. */
    @WithDefault("30D")
    Duration tombstoneAge();

    /** How often retention deletes what is too old or too much. */
    @WithDefault("1H")
    Duration expiryInterval();
  }

  /** Settings of sessions. */
  interface SessionSettings {
    /** Largest serialised Batch or Answer. */
    @WithDefault("262144")
    int maxBatchBytes();

    /** Largest serialised gist. */
    @WithDefault("131072")
    int maxGistBytes();

    /** Most gists in a batch. */
    @WithDefault("1024")
    int maxBatchGists();

    /** Most bytes that one client may have under way. */
    @WithDefault("1048576")
    int creditBytes();

    /** Bytes that all clients together may have under way. */
    @WithDefault("134217728")
    long creditBudgetBytes();

    /** Each side sends something at least this often. */
    @WithDefault("20S")
    Duration heartbeatInterval();

    /** A connection ends when a ping after 10 s of silence is not answered for so long. */
    @WithDefault("12S")
    Duration pingTimeout();

    /** A stream that has not sent Open ends after so long. */
    @WithDefault("30S")
    Duration openTime();

    /** A session is drained at this age; 0 for no limit. */
    @WithDefault("4H")
    Duration ageLimit();

    /** How long a drained client may stay. */
    @WithDefault("10S")
    Duration drainWait();

    /** Most sessions at once. */
    @WithDefault("4096")
    int max();
  }

  /** Quotas of each tenant; 0 for no limit. */
  interface QuotaSettings {
    /** Sessions at once. */
    @WithDefault("0")
    int maxSessions();

    /** Layer bytes held. */
    @WithDefault("0")
    long maxLayerBytes();
  }

  /** Limits of calls on the HTTP port. */
  interface HttpSettings {
    /** Largest message, as sent and after decompression. */
    @WithDefault("17825792")
    int maxMessageBytes();

    /** Bytes that the bodies of all unfinished requests may hold. */
    @WithDefault("134217728")
    long maxBufferedBytes();

    /** Time in which the body of a request has to arrive. */
    @WithDefault("60S")
    Duration bodyTimeout();
  }
}
