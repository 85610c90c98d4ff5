#pragma once
// Segment statements that together say one thing: a program ran from its start to its end.

#include "base/result.hpp"
#include "vm/machine/statement.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace zk::vm {

/// At most so many proofs below one root: the security level counts on it.
inline constexpr std::size_t kMaxSegments = 8192;

/// What a verifier knows of the program.
struct ProgramIdentity {
    Digest vkd{};
    std::uint32_t entry = 0;
    Digest image_root{};
};

/// What a whole run claims.
struct RunClaim {
    std::uint32_t exit_code = 0;
    std::array<std::uint32_t, 8> public_words{};
    std::uint32_t n_segments = 0;
};

/// The claim of a chain: every statement in range and of the program, the first at its start, each where its predecessor ended, the last one and no
/// other final. The proofs themselves are the caller's to verify, each against its statement. An error names segment and field.
Result<RunClaim> check_chain(const ProgramIdentity& program, std::span<const SegmentStatement> segments);

}  // namespace zk::vm
