#pragma once

#include "kernels/hash/poseidon2.hpp"
#include "stark/air/machine.hpp"
#include "stark/key/verifying_key.hpp"
#include "stark/soundness/preset.hpp"
#include "vm/machine/chain.hpp"

#include <cstdint>
#include <string>

namespace zk::vm {

/// All of a program that a verifier needs. Machine, preset and these give the verifying-key digest, which names the program.
struct ProgramCommitment {
    std::uint32_t entry = 0;  ///< word index below 2^29
    Digest image_root{};
    std::uint32_t log_height = 0;  ///< of the program table
    Digest root_small{};           ///< of the program columns at the machine's small and large stack height
    Digest root_large{};

    friend bool operator==(const ProgramCommitment&, const ProgramCommitment&) = default;
};

/// Precondition: ranges hold (decode_proof_file checks them).
stark::VerifyingKey verifying_key(
    const stark::Machine& machine, const stark::Preset& preset, const ProgramCommitment& program
);

ProgramIdentity identity_of(const stark::VerifyingKey& key, const ProgramCommitment& program);

/// 32 bytes in hexadecimal: the 8 elements as canonical little-endian words. How digests are shown and compared.
std::string to_hex(const Digest& digest);

}  // namespace zk::vm
