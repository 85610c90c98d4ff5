#pragma once
// One segment's proof as bytes: its statement (kStatementElements canonical words, little-endian), then the encoded STARK proof.
// Nothing else; every byte is bound.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "stark/air/machine.hpp"
#include "stark/key/verifying_key.hpp"
#include "stark/soundness/preset.hpp"
#include "vm/machine/statement.hpp"

namespace zk::vm {

/// `proof` as encode_proof gives it.
Bytes encode_segment_proof(const SegmentStatement& statement, ByteView proof);

/// The statement alone, its ranges checked; says nothing about the proof behind it.
Result<SegmentStatement> segment_statement(ByteView segment);

/// Checks statement and proof; hostile bytes. Whether the statement is the wanted one is the caller's to check.
Result<SegmentStatement> verify_segment_proof(
    const stark::Machine& machine, const stark::Preset& preset, const stark::VerifyingKey& key, ByteView segment
);

}  // namespace zk::vm
