-- Pages of one watch and of new alerts, and what is counted, without reading all alerts.

CREATE INDEX IF NOT EXISTS alert_by_watch ON alert (tenant, watch, position);
CREATE INDEX IF NOT EXISTS new_alert ON alert (tenant, position) WHERE acknowledge_millis IS NULL;

CREATE TABLE IF NOT EXISTS alert_total (
  tenant      TEXT NOT NULL,
  watch       TEXT NOT NULL,
  kept        INTEGER NOT NULL,
  last_millis INTEGER NOT NULL,
  PRIMARY KEY (tenant, watch)
) WITHOUT ROWID;

INSERT OR IGNORE INTO alert_total
SELECT tenant, watch, count(*), max(raise_millis) FROM alert GROUP BY tenant, watch;
