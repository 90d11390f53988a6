-- Watches, what they remember, how far the log was matched, and alerts. Times are milliseconds since 1970 UTC.

CREATE TABLE IF NOT EXISTS watch (
  tenant         TEXT NOT NULL,
  name           TEXT NOT NULL,
  body           BLOB NOT NULL,     -- gistwire.v1.Watch
  vector         BLOB NOT NULL,     -- big-endian floats
  after_position INTEGER NOT NULL,  -- gists after this position of the log are looked at
  PRIMARY KEY (tenant, name)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS memory (
  tenant TEXT NOT NULL,
  watch  TEXT NOT NULL,
  source TEXT NOT NULL,
  kind   INTEGER NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (tenant, watch, source, kind)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS progress (
  follower TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS alert (
  position           INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant             TEXT NOT NULL,
  watch              TEXT NOT NULL,
  source             TEXT NOT NULL,
  gist               TEXT NOT NULL,
  raise_millis       INTEGER NOT NULL,
  acknowledge_millis INTEGER,
  acknowledge_note   TEXT NOT NULL DEFAULT '',
  body               BLOB NOT NULL  -- gistwire.v1.Alert without name and position
);

CREATE INDEX IF NOT EXISTS alert_of_tenant ON alert (tenant, position);
CREATE UNIQUE INDEX IF NOT EXISTS alert_of_watch ON alert (tenant, watch, gist);
