#pragma once
// What one segment proof says, as field elements and as the verifier's own bus terms (docs/protocol.md, identity and chain).

#include "base/result.hpp"
#include "kernels/hash/poseidon2.hpp"
#include "stark/air/trace.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace zk::vm {

/// The program that `vkd` names, started at (pc0, root0), is at (pc1, root1) when the clock, 4 at the start, reads clock1; or, when final, has ended
/// with exit_code and public_words, and root1 is the memory it left.
struct SegmentStatement {
    Digest vkd{};
    std::uint32_t pc0 = 0;  ///< word index below 2^29
    Digest root0{};
    std::uint32_t pc1 = 0;     ///< word index below 2^29; 0 when final
    std::uint32_t clock1 = 0;  ///< 4 + 4 * instructions; 0 when final
    Digest root1{};
    bool final = false;
    std::uint32_t exit_code = 0;                  ///< 0 unless final
    std::array<std::uint32_t, 8> public_words{};  ///< 0 unless final

    friend bool operator==(const SegmentStatement&, const SegmentStatement&) = default;
};

/// Elements of an encoded statement: vkd, pc0, root0, pc1, clock1, root1, final, exit code (lo, hi), public words (lo, hi each).
inline constexpr std::size_t kStatementElements = 8 + 1 + 8 + 1 + 1 + 8 + 1 + 2 + 16;

/// One statement, one encoding: decode(encode(s)) == s when check_ranges(s) holds (the precondition of encode), and decode refuses everything else.
std::vector<Felt> encode(const SegmentStatement& statement);
Result<SegmentStatement> decode_statement(std::span<const Felt> elements);

/// The ranges given above. A statement that breaks them must not be verified: its elements could stand for another.
Result<void> check_ranges(const SegmentStatement& statement);

/// The verifier's terms: the first state, the last state or the exit, and the root of the memory tree. All of it is in the statement.
std::vector<stark::BoundaryTerm> boundary_terms(const SegmentStatement& statement);

/// What key_digest binds besides machine and program table: entry pc and image root.
std::vector<Felt> key_extra(std::uint32_t entry, const Digest& image_root);

}  // namespace zk::vm
