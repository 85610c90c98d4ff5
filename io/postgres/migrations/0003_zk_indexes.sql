-- What a job asks for every few seconds must not read the whole history: indexes over the few rows that are being proved, and over
-- a bundle's status, for which Scroll's schema has none.

CREATE INDEX zk_chunk_active ON chunk (hash) WHERE active_attempts <> 0 AND deleted_at IS NULL;
CREATE INDEX zk_batch_active ON batch (hash) WHERE active_attempts <> 0 AND deleted_at IS NULL;
CREATE INDEX zk_bundle_active ON bundle (hash) WHERE active_attempts <> 0 AND deleted_at IS NULL;
CREATE INDEX zk_bundle_status ON bundle (proving_status, index) WHERE deleted_at IS NULL;
