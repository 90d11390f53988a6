-- The tenant of each live gist and the bytes of its layers, later ones included. The rows of an older
-- ledger are filled in, in slices, before V3 makes the index.
ALTER TABLE entry ADD COLUMN tenant_id INTEGER;    -- of live gists; null for other states
ALTER TABLE entry ADD COLUMN layer_bytes INTEGER;  -- of live gists; null for other states
