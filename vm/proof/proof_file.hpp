#pragma once
// The proof of a whole run: what a proof file holds, and nothing else. All integers are little-endian 32-bit words, elements below p:
//
//   "ZKPF"  version 1  preset id
//   entry, image root (8), log height of the program table, its root at the small (8) and at the large stack height (8)
//   number of segments, each: length in bytes of what follows, segment proof (segment_proof.hpp)
//
// Machine and preset are this program's; with the commitment they give the verifying-key digest, which every statement repeats. So every byte
// is bound: one encoding of a proof, and no byte that may change.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "stark/air/machine.hpp"
#include "stark/soundness/preset.hpp"
#include "vm/machine/chain.hpp"
#include "vm/proof/commitment.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zk::vm {

/// Name and version of this encoding.
inline constexpr const char* kProofFormat = "zkprove-run-proof-1";

struct ProofFile {
    const stark::Preset* preset = nullptr;
    ProgramCommitment program;
    std::vector<ByteView> segments;  ///< borrowed from the bytes
};

Bytes encode_proof_file(const stark::Preset& preset, const ProgramCommitment& program, std::span<const Bytes> segments);

/// Form only: lengths, ranges, no trailing byte. Memory used is bounded by the bytes given.
Result<ProofFile> decode_proof_file(ByteView bytes);

/// What the caller demands; empty members accept anything.
struct Expected {
    bool accept_toy = false;
    std::optional<Digest> vkd{};
    std::optional<std::array<std::uint32_t, 8>> public_words{};
    std::optional<std::uint32_t> exit_code{};
};

/// What was proved.
struct VerifiedRun {
    const stark::Preset* preset = nullptr;
    Digest vkd{};
    ProgramCommitment program;
    RunClaim claim;
    std::uint64_t n_cycles = 0;  ///< of all segments but the last, whose length is not part of its statement
};

/// Accepts only a complete chain of verified segments that meets what is expected. Cheap checks come first.
Result<VerifiedRun> verify_proof_file(const stark::Machine& machine, ByteView bytes, const Expected& expected);

}  // namespace zk::vm
