-- Scroll's tables as their migrations 1 to 28 leave them: names, types, defaults and indexes unchanged.
-- Not here: l1_block and pending_transaction (gas oracle, L1 sender), which the proving path never reads.

CREATE TABLE l2_block (
    number BIGINT NOT NULL,
    hash VARCHAR NOT NULL,
    parent_hash VARCHAR NOT NULL,
    header TEXT NOT NULL,
    transactions TEXT NOT NULL,
    withdraw_root VARCHAR NOT NULL,
    state_root VARCHAR NOT NULL,
    tx_num INTEGER NOT NULL,
    gas_used BIGINT NOT NULL,
    block_timestamp NUMERIC NOT NULL,
    row_consumption TEXT NOT NULL,
    chunk_hash VARCHAR DEFAULT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL
);
CREATE UNIQUE INDEX l2_block_hash_uindex ON l2_block (hash) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX l2_block_number_uindex ON l2_block (number) WHERE deleted_at IS NULL;
CREATE INDEX l2_block_chunk_hash_index ON l2_block (chunk_hash) WHERE deleted_at IS NULL;

CREATE TABLE l1_message (
    queue_index BIGINT NOT NULL,
    msg_hash VARCHAR NOT NULL,
    height BIGINT NOT NULL,
    gas_limit BIGINT NOT NULL,
    sender VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    calldata TEXT NOT NULL,
    layer1_hash VARCHAR NOT NULL,
    layer2_hash VARCHAR DEFAULT NULL,
    status INTEGER DEFAULT 1,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL
);
CREATE UNIQUE INDEX l1_message_nonce_uindex ON l1_message (queue_index) WHERE deleted_at IS NULL;
CREATE INDEX l1_message_hash_index ON l1_message (msg_hash) WHERE deleted_at IS NULL;
CREATE INDEX l1_message_height_index ON l1_message (height) WHERE deleted_at IS NULL;

CREATE TABLE chunk (
    index BIGINT NOT NULL,
    hash VARCHAR NOT NULL,
    start_block_number BIGINT NOT NULL,
    start_block_hash VARCHAR NOT NULL,
    end_block_number BIGINT NOT NULL,
    end_block_hash VARCHAR NOT NULL,
    total_l1_messages_popped_before BIGINT NOT NULL,
    total_l1_messages_popped_in_chunk INTEGER NOT NULL,
    start_block_time BIGINT NOT NULL,
    parent_chunk_hash VARCHAR NOT NULL,
    state_root VARCHAR NOT NULL,
    parent_chunk_state_root VARCHAR NOT NULL,
    withdraw_root VARCHAR NOT NULL,
    proving_status SMALLINT NOT NULL DEFAULT 1,
    proof BYTEA DEFAULT NULL,
    prover_assigned_at TIMESTAMP(0) DEFAULT NULL,
    proved_at TIMESTAMP(0) DEFAULT NULL,
    proof_time_sec INTEGER DEFAULT NULL,
    batch_hash VARCHAR DEFAULT NULL,
    total_l2_tx_gas BIGINT NOT NULL,
    total_l2_tx_num INTEGER NOT NULL,
    total_l1_commit_calldata_size INTEGER NOT NULL,
    total_l1_commit_gas BIGINT NOT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL,
    total_attempts SMALLINT NOT NULL DEFAULT 0,
    active_attempts SMALLINT NOT NULL DEFAULT 0,
    crc_max INTEGER DEFAULT 0,
    blob_size INTEGER DEFAULT 0,
    codec_version SMALLINT NOT NULL DEFAULT 0,
    enable_compress BOOLEAN NOT NULL DEFAULT false,
    prev_l1_message_queue_hash VARCHAR DEFAULT '',
    post_l1_message_queue_hash VARCHAR DEFAULT ''
);
CREATE UNIQUE INDEX chunk_index_uindex ON chunk (index) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX chunk_hash_uindex ON chunk (hash) WHERE deleted_at IS NULL;
CREATE INDEX batch_hash_index ON chunk (batch_hash) WHERE deleted_at IS NULL;
CREATE INDEX idx_chunk_hash ON chunk (hash, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX idx_proving_status_end_block_number_index ON chunk (index, end_block_number, proving_status, deleted_at)
    WHERE deleted_at IS NULL;
CREATE INDEX idx_chunk_index ON chunk (index) WHERE deleted_at IS NULL;
CREATE INDEX idx_chunk_proving_status_index ON chunk (proving_status, index) WHERE deleted_at IS NULL;

CREATE TABLE batch (
    index BIGINT NOT NULL,
    hash VARCHAR NOT NULL,
    start_chunk_index BIGINT NOT NULL,
    start_chunk_hash VARCHAR NOT NULL,
    end_chunk_index BIGINT NOT NULL,
    end_chunk_hash VARCHAR NOT NULL,
    state_root VARCHAR NOT NULL,
    withdraw_root VARCHAR NOT NULL,
    parent_batch_hash VARCHAR NOT NULL,
    batch_header BYTEA NOT NULL,
    chunk_proofs_status SMALLINT NOT NULL DEFAULT 1,
    proving_status SMALLINT NOT NULL DEFAULT 1,
    proof BYTEA DEFAULT NULL,
    prover_assigned_at TIMESTAMP(0) DEFAULT NULL,
    proved_at TIMESTAMP(0) DEFAULT NULL,
    proof_time_sec INTEGER DEFAULT NULL,
    rollup_status SMALLINT NOT NULL DEFAULT 1,
    commit_tx_hash VARCHAR DEFAULT NULL,
    finalize_tx_hash VARCHAR DEFAULT NULL,
    committed_at TIMESTAMP(0) DEFAULT NULL,
    finalized_at TIMESTAMP(0) DEFAULT NULL,
    oracle_status SMALLINT NOT NULL DEFAULT 1,
    oracle_tx_hash VARCHAR DEFAULT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL,
    total_l1_commit_gas BIGINT NOT NULL DEFAULT 0,
    total_l1_commit_calldata_size INTEGER NOT NULL DEFAULT 0,
    total_attempts SMALLINT NOT NULL DEFAULT 0,
    active_attempts SMALLINT NOT NULL DEFAULT 0,
    data_hash VARCHAR DEFAULT '',
    blob_data_proof BYTEA DEFAULT NULL,
    blob_size INTEGER DEFAULT 0,
    bundle_hash VARCHAR DEFAULT '',
    codec_version SMALLINT DEFAULT 0,
    enable_compress BOOLEAN NOT NULL DEFAULT false,
    blob_bytes BYTEA,
    prev_l1_message_queue_hash VARCHAR DEFAULT '',
    post_l1_message_queue_hash VARCHAR DEFAULT '',
    challenge_digest VARCHAR DEFAULT ''
);
CREATE UNIQUE INDEX batch_index_uindex ON batch (index) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX batch_hash_uindex ON batch (hash) WHERE deleted_at IS NULL;
CREATE INDEX idx_batch_index ON batch (index) WHERE deleted_at IS NULL;
CREATE INDEX idx_batch_proving_status_index ON batch (proving_status, chunk_proofs_status, index)
    WHERE deleted_at IS NULL;
CREATE INDEX idx_batch_bundle_hash ON batch (bundle_hash);
CREATE INDEX idx_batch_index_codec_version ON batch (index, codec_version);

CREATE TABLE bundle (
    index BIGSERIAL PRIMARY KEY,
    hash VARCHAR NOT NULL,
    start_batch_index BIGINT NOT NULL,
    end_batch_index BIGINT NOT NULL,
    start_batch_hash VARCHAR NOT NULL,
    end_batch_hash VARCHAR NOT NULL,
    codec_version SMALLINT NOT NULL,
    batch_proofs_status SMALLINT NOT NULL DEFAULT 1,
    proving_status SMALLINT NOT NULL DEFAULT 1,
    proof BYTEA DEFAULT NULL,
    proved_at TIMESTAMP(0) DEFAULT NULL,
    proof_time_sec INTEGER DEFAULT NULL,
    total_attempts SMALLINT NOT NULL DEFAULT 0,
    active_attempts SMALLINT NOT NULL DEFAULT 0,
    rollup_status SMALLINT NOT NULL DEFAULT 1,
    finalize_tx_hash VARCHAR DEFAULT NULL,
    finalized_at TIMESTAMP(0) DEFAULT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL
);
CREATE INDEX idx_bundle_index_rollup_status ON bundle (index, rollup_status) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_hash ON bundle (hash) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_hash_proving_status ON bundle (hash, proving_status) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_index_desc ON bundle (index DESC) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_batch_proofs_status ON bundle (batch_proofs_status) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_start_batch_index ON bundle (start_batch_index) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_end_batch_index ON bundle (end_batch_index) WHERE deleted_at IS NULL;
CREATE INDEX idx_bundle_total_attempts_active_attempts_batch_proofs_status
    ON bundle (total_attempts, active_attempts, batch_proofs_status) WHERE deleted_at IS NULL;

CREATE TABLE prover_task (
    id BIGSERIAL PRIMARY KEY,
    uuid UUID NOT NULL DEFAULT gen_random_uuid(),
    prover_public_key VARCHAR NOT NULL,
    prover_name VARCHAR NOT NULL,
    prover_version VARCHAR NOT NULL,
    task_id VARCHAR NOT NULL,
    task_type SMALLINT NOT NULL DEFAULT 0,
    proving_status SMALLINT NOT NULL DEFAULT 0,
    failure_type SMALLINT NOT NULL DEFAULT 0,
    reward DECIMAL(78, 0) NOT NULL DEFAULT 0,
    proof BYTEA DEFAULT NULL,
    assigned_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL,
    metadata BYTEA,
    CONSTRAINT prover_task_uuid_key UNIQUE (uuid)
);
CREATE INDEX idx_uuid ON prover_task (uuid) WHERE deleted_at IS NULL;
CREATE INDEX idx_publickey_proving_status ON prover_task (prover_public_key, proving_status, deleted_at, id)
    WHERE deleted_at IS NULL;
CREATE INDEX idx_prover_task_created_at ON prover_task (created_at) WHERE deleted_at IS NULL;
CREATE INDEX idx_prover_task_task_id ON prover_task (task_id) WHERE deleted_at IS NULL;

CREATE TABLE challenge (
    id BIGSERIAL PRIMARY KEY,
    challenge VARCHAR NOT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL,
    CONSTRAINT uk_challenge UNIQUE (challenge)
);

CREATE TABLE prover_block_list (
    id BIGSERIAL PRIMARY KEY,
    public_key VARCHAR NOT NULL,
    prover_name VARCHAR NOT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL
);
CREATE UNIQUE INDEX uniq_prover_block_list_on_public_key ON prover_block_list (public_key) WHERE deleted_at IS NULL;
CREATE INDEX idx_prover_block_list_on_prover_name ON prover_block_list (prover_name) WHERE deleted_at IS NULL;

CREATE TABLE blob_upload (
    batch_index BIGINT NOT NULL,
    platform SMALLINT NOT NULL,
    status SMALLINT NOT NULL,
    created_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP(0) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP(0) DEFAULT NULL,
    PRIMARY KEY (batch_index, platform)
);
