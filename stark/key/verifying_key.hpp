#pragma once
// What a verifier knows of a program beforehand.

#include "kernels/hash/poseidon2.hpp"
#include "stark/air/machine.hpp"
#include "stark/soundness/preset.hpp"

#include <cstdint>
#include <span>

namespace zk::stark {

/// Raised when the bytes or the meaning of a proof change.
inline constexpr std::uint32_t kProtocolVersion = 2;

/// Program columns are committed once per stack height that the machine allows.
struct VerifyingKey {
    Digest digest{};              ///< vkd, see key_digest
    int program_log_height = 0;   ///< rows of the program table; 0 when the machine has none
    Digest program_root_small{};  ///< root at m = limits.log_stack_small; zero when the machine has no program table
    Digest program_root_large{};  ///< root at m = limits.log_stack_large
};

/// vkd = H(version, preset, machine digest, program height, program roots, length of extra, extra). `extra` is what the machine's user binds
/// besides: entry pc and image root for a virtual machine.
Digest key_digest(
    const Preset& preset,
    const Machine& machine,
    int program_log_height,
    const Digest& program_root_small,
    const Digest& program_root_large,
    std::span<const Felt> extra
);

}  // namespace zk::stark
