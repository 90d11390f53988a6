-- The oldest and the newest gists of a tenant, and how many bytes they have, without reading the log.
CREATE INDEX live_entry_by_tenant ON entry (tenant_id, position, layer_bytes) WHERE state = 1;

-- Deletions in the order of the log, with their age: what may be pruned.
CREATE INDEX deletion ON log (position, received_millis) WHERE event = 3;
