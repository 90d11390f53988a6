-- How far each watch with a webhook has delivered its alerts.

CREATE TABLE IF NOT EXISTS webhook (
  tenant    TEXT NOT NULL,
  watch     TEXT NOT NULL,
  delivered INTEGER NOT NULL,  -- position of the last alert that was accepted
  PRIMARY KEY (tenant, watch)
) WITHOUT ROWID;
