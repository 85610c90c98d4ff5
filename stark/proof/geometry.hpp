#pragma once
// Everything that follows from a proof's shape: where columns lie in the stack, leaves in the GKR tree, and how long each message is. Prover,
// verifier and encoding read the same numbers (docs/protocol.md, sections "Shape", "Stack", "Opening"). Freestanding.

#include "stark/air/machine.hpp"
#include "stark/key/verifying_key.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace zk::stark {

/// One instance of a table in a proof.
struct Instance {
    std::uint32_t table = 0;
    std::uint32_t log_height = 0;
    friend bool operator==(const Instance&, const Instance&) = default;
};

using Shape = std::vector<Instance>;

inline constexpr int kLogSkip = 4;          ///< variables bound by the univariate skip round
inline constexpr int kLogFinalMessage = 6;  ///< message values sent in the clear
inline constexpr int kLogBlowup = 1;
static_assert(kMinLogStack == kLogFinalMessage && kMaxLogStack + kLogBlowup == Felt::kTwoAdicity);
inline constexpr int kMaxCapDepth = 8;
inline constexpr int kSkipCoefficients = 46;
inline constexpr int kBetaChallenges = 7;

struct InstanceLayout {
    Instance instance;
    std::uint64_t first_column_offset = 0;  ///< flat offset of main column 0; column j at + j << log_height
    std::uint32_t first_opening = 0;        ///< index of main column 0 among the openings
    std::uint64_t first_leaf = 0;           ///< GKR leaf of interaction 0, row 0; interaction j at + j << log_height
    std::uint32_t first_constraint = 0;     ///< constraints of earlier instances
};

struct Geometry {
    std::vector<InstanceLayout> instances;
    int log_max_height = 0;            ///< H
    int gkr_depth = 0;                 ///< n
    std::uint64_t n_leaves = 0;        ///< used leaves
    std::uint64_t n_interactions = 0;  ///< of all instances, times height (= n_leaves)
    std::uint32_t n_constraints = 0;
    int log_stack = 0;                ///< m
    std::uint32_t segment_width = 0;  ///< stack columns of the segment
    std::uint32_t program_width = 0;  ///< stack columns of the program, after the segment's
    int column_bits = 0;
    int log_leaf = 0;  ///< k0
    int log_program_leaf = 0;
    std::uint32_t n_main_columns = 0;
    std::uint32_t n_program_columns = 0;
    int program_log_height = 0;
    std::vector<int> fold_groups;  ///< variables folded between commitments after the first k0

    [[nodiscard]] std::uint32_t width() const { return segment_width + program_width; }
    [[nodiscard]] std::uint32_t n_openings() const { return n_main_columns + n_program_columns; }
    [[nodiscard]] int log_codeword() const { return log_stack + kLogBlowup; }
    [[nodiscard]] int n_folds() const { return log_stack - kLogFinalMessage; }
    /// Depth at which the tree over 2^log_leaves leaves is sent.
    [[nodiscard]] static int cap_depth(int log_leaves) { return log_leaves < kMaxCapDepth ? log_leaves : kMaxCapDepth; }
};

/// Log of the positions in a leaf of the program tree: always the largest that any segment needs, so that one root serves every segment width.
constexpr int program_leaf_positions(int log_stack) {
    const int n_folds = log_stack - kLogFinalMessage;
    return n_folds < 4 ? n_folds : 4;
}

enum class ShapeError : std::uint8_t {
    kNone,
    kTableUnknown,
    kHeightOutOfRange,
    kOrder,             ///< not strictly descending by height, ascending by table
    kTooManyInstances,  ///< of one table
    kFixedTable,        ///< missing, repeated, or at another height than the machine's
    kInstructionRows,
    kInteractions,
    kEmpty,
    kProgramHeight,  ///< program columns taller than the stack
};

/// Checks `shape` against the machine and key and fills `geometry`. n_boundary_terms counts towards the interactions.
ShapeError derive_geometry(
    Geometry& geometry,
    const Machine& machine,
    const VerifyingKey& key,
    std::span<const Instance> shape,
    std::size_t n_boundary_terms
);

}  // namespace zk::stark
