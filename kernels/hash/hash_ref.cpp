#include "kernels/backend/parallel.hpp"
#include "kernels/backend/reference_backend.hpp"

#include <cassert>
#include <vector>

namespace zk {

void ReferenceBackend::hash_leaves(
    std::span<Digest> out, std::span<const Felt* const> columns, std::size_t first_leaf, int log_positions
) const {
    const std::size_t n_positions = std::size_t{1} << log_positions;
    parallel_ranges(threads(), out.size(), 64, [&](std::size_t begin, std::size_t end) {
        std::vector<Felt> leaf(n_positions * columns.size());
        for (std::size_t i = begin; i < end; ++i) {
            auto next = leaf.begin();
            const std::size_t first_position = (first_leaf + i) << log_positions;
            for (std::size_t at = first_position; at < first_position + n_positions; ++at) {
                for (const Felt* column : columns) *next++ = column[at];
            }
            out[i] = poseidon_hash(leaf);
        }
    });
}

void ReferenceBackend::compress_layer(std::span<Digest> parents, std::span<const Digest> children) const {
    assert(children.size() == 2 * parents.size());
    parallel_ranges(threads(), parents.size(), 64, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) parents[i] = poseidon_compress(children[2 * i], children[2 * i + 1]);
    });
}

void ReferenceBackend::permute_batch(std::span<PoseidonState> states) const {
    parallel_ranges(threads(), states.size(), 64, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) poseidon_permute(states[i]);
    });
}

}  // namespace zk
