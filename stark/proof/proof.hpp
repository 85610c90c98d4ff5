#pragma once
// The messages of one proof in the order they are sent. Lengths follow from the shape (stark/proof/geometry.hpp).

#include "base/bytes.hpp"
#include "stark/proof/geometry.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace zk::stark {

struct GkrLayerProof {
    std::vector<std::array<FeltExt, 3>> rounds;  ///< s'(0), s'(1), s'(2)
    std::array<FeltExt, 4> claims;               ///< p0, p1, q0, q1
};

/// One opened leaf and its siblings up to the cap.
struct LeafOpening {
    std::vector<Felt> values;
    std::vector<Digest> path;
};

struct QueryProof {
    LeafOpening segment;
    LeafOpening program;  ///< empty when the machine has no program columns
    std::vector<LeafOpening>
        folds;  ///< one for each committed fold; values are planes: all coefficients of a position, then the next
};

struct Proof {
    std::uint32_t preset_id = 0;
    Shape shape;
    std::vector<Digest> segment_cap;
    std::uint32_t logup_nonce = 0;
    std::array<FeltExt, 2> gkr_root;  ///< p, q
    std::vector<GkrLayerProof> gkr_layers;
    std::vector<FeltExt> skip_message;
    std::vector<std::array<FeltExt, 4>> zerocheck_rounds;
    std::vector<FeltExt> openings;
    std::vector<std::array<FeltExt, 2>> stack_rounds;  ///< s(0), s(2): column bits, then row bits
    std::vector<std::uint32_t> stack_nonces;           ///< one for each ground challenge of the stack rounds
    std::vector<Digest> program_cap;
    std::vector<std::vector<Digest>> fold_caps;
    std::vector<FeltExt> final_message;
    std::uint32_t query_nonce = 0;
    std::vector<QueryProof> queries;
};

/// Grinding bits of the challenge that ends stack round `round` (column rounds, folds, then the last rows which need none).
int stack_round_grinding(const Preset& preset, const Geometry& geometry, int round);

}  // namespace zk::stark
