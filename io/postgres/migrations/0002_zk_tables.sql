-- What we add to Scroll's schema: new tables and one new index, no change to theirs.

CREATE TABLE zk_block (
    number BIGINT PRIMARY KEY,
    hash VARCHAR NOT NULL,
    fork VARCHAR NOT NULL,
    n_l1_messages INTEGER NOT NULL,
    witness_path VARCHAR NOT NULL,
    witness_bytes BIGINT NOT NULL,
    facts TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- One row a task that one of our jobs or commands has seen.
CREATE TABLE zk_task (
    task_type SMALLINT NOT NULL,
    task_id VARCHAR NOT NULL,
    fork VARCHAR,
    n_expired INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (task_type, task_id)
);

-- One row a session of ours: its lease, on this server's clock, and its progress.
CREATE TABLE zk_session (
    uuid UUID PRIMARY KEY REFERENCES prover_task (uuid) ON DELETE CASCADE,
    job UUID NOT NULL,
    lease_expires_at TIMESTAMPTZ NOT NULL,
    n_segments INTEGER NOT NULL DEFAULT 0,
    n_resumed INTEGER NOT NULL DEFAULT 0,
    n_new INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ended_at TIMESTAMPTZ
);
CREATE INDEX zk_session_live ON zk_session (lease_expires_at) WHERE ended_at IS NULL;

-- History of finished segments: who proved what, and how long it took.
CREATE TABLE zk_segment (
    uuid UUID NOT NULL REFERENCES zk_session (uuid) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    host VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    prove_ms BIGINT NOT NULL,
    proof_bytes BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (uuid, segment)
);

CREATE INDEX zk_prover_task_live ON prover_task (task_type, assigned_at)
    WHERE proving_status = 1 AND deleted_at IS NULL;
