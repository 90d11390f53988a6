-- The ledger: a log with positions, and the current state beside it.
-- Epochs are 64 bits, kept as SQLite's signed integers. Times are milliseconds since 1970 UTC.

CREATE TABLE tenant (
  id                   INTEGER PRIMARY KEY,
  name                 TEXT NOT NULL UNIQUE,
  max_age_millis       INTEGER,  -- retention; null: for ever
  max_layer_bytes      INTEGER,  -- retention; null: no limit
  max_alert_age_millis INTEGER   -- kept here for the watches; null: for ever
);

CREATE TABLE source (
  id                  INTEGER PRIMARY KEY,
  tenant_id           INTEGER NOT NULL REFERENCES tenant (id),
  name                TEXT NOT NULL,
  unary_epoch         INTEGER,                     -- of gists made by single calls; null before the first
  gist_count          INTEGER NOT NULL DEFAULT 0,  -- live gists
  layer_bytes         INTEGER NOT NULL DEFAULT 0,  -- of live gists, later layers included
  skipped_count       INTEGER NOT NULL DEFAULT 0,  -- all reasons
  lost_count          INTEGER NOT NULL DEFAULT 0,  -- those of them that were lost
  rejected_count      INTEGER NOT NULL DEFAULT 0,
  last_receive_millis INTEGER NOT NULL DEFAULT 0,
  clock_skew_millis   INTEGER NOT NULL DEFAULT 0,  -- its clock minus ours at the last open
  UNIQUE (tenant_id, name)
);

CREATE TABLE epoch (
  id             INTEGER PRIMARY KEY,
  source_id      INTEGER NOT NULL REFERENCES source (id),
  epoch          INTEGER NOT NULL,
  held_through   INTEGER NOT NULL DEFAULT 0,  -- every sequence up to here is consumed
  created_millis INTEGER NOT NULL,
  UNIQUE (source_id, epoch)
);

CREATE TABLE code (
  id          INTEGER PRIMARY KEY,
  fingerprint BLOB NOT NULL UNIQUE
);

-- event: 1 PUT, 2 LAYERS, 3 DELETE, 4 SKIP, 5 REJECT.
-- payload: of PUT and LAYERS a gistwire.v1.Gist, null once deleted; of REJECT the message as text.
-- digest: first 8 bytes of SHA-256 over code fingerprint and submitted gistwire.v1.Gist.
-- reason: of SKIP a SkipReason, of REJECT an ErrorReason.
CREATE TABLE log (
  position        INTEGER PRIMARY KEY AUTOINCREMENT,
  event           INTEGER NOT NULL,
  epoch_id        INTEGER NOT NULL,
  sequence        INTEGER NOT NULL,
  last_sequence   INTEGER NOT NULL,
  received_millis INTEGER NOT NULL,
  code_id         INTEGER,
  reason          INTEGER,
  digest          INTEGER,
  payload         BLOB
);

-- What became of each consumed sequence (a skip consumes a range).
-- state: 1 live, 2 deleted, 3 skipped, 4 rejected.
CREATE TABLE entry (
  epoch_id      INTEGER NOT NULL,
  sequence      INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  source_id     INTEGER NOT NULL,
  position      INTEGER NOT NULL,
  state         INTEGER NOT NULL,
  PRIMARY KEY (epoch_id, sequence)
) WITHOUT ROWID;

CREATE INDEX live_entry_by_source ON entry (source_id, position) WHERE state = 1;

-- Layers that came after their gist.
CREATE TABLE later_layers (
  epoch_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (epoch_id, sequence, position)
) WITHOUT ROWID;

-- Single calls that named themselves, so that a repeated one answers the same.
CREATE TABLE request (
  source_id       INTEGER NOT NULL,
  request_id      TEXT NOT NULL,
  sequence        INTEGER NOT NULL,
  digest          INTEGER NOT NULL,
  received_millis INTEGER NOT NULL,
  PRIMARY KEY (source_id, request_id)
) WITHOUT ROWID;

CREATE INDEX request_by_age ON request (received_millis);

-- pruned_through: log rows up to there may be gone; a follower behind it starts anew.
CREATE TABLE ledger_value (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO ledger_value VALUES ('pruned_through', 0);
