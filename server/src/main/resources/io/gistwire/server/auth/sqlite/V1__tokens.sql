-- Bearer tokens, hashed. Files of the first release have this table and version 0.
-- tenant: '' for tokens of the operator. sources, permissions: comma between; no sources: all of the tenant.
-- Times are milliseconds since 1970 UTC.

CREATE TABLE IF NOT EXISTS token (
  name           TEXT PRIMARY KEY,
  hash           TEXT NOT NULL UNIQUE,
  tenant         TEXT NOT NULL,
  sources        TEXT NOT NULL,
  permissions    TEXT NOT NULL,
  display_name   TEXT NOT NULL,
  create_millis  INTEGER NOT NULL,
  expire_millis  INTEGER,  -- null: never
  revoke_millis  INTEGER   -- null: it was not revoked
);
