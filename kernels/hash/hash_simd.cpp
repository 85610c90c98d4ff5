#include "kernels/backend/parallel.hpp"
#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"

#include <algorithm>
#include <cassert>

namespace zk {
namespace {

constexpr std::size_t kGrain = 64;

}  // namespace

void SimdBackend::hash_leaves(
    std::span<Digest> out, std::span<const Felt* const> columns, std::size_t first_leaf, int log_positions
) const {
    const std::size_t n = whole(out.size());
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.hash->hash_leaves(
            words(out.data() + begin),
            words(columns.data()),
            columns.size(),
            first_leaf + begin,
            end - begin,
            log_positions
        );
    });
    ReferenceBackend::hash_leaves(out.subspan(n), columns, first_leaf + n, log_positions);
}

void SimdBackend::compress_layer(std::span<Digest> parents, std::span<const Digest> children) const {
    assert(children.size() == 2 * parents.size());
    const std::size_t n = whole(parents.size());
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.hash->compress(words(parents.data() + begin), words(children.data() + 2 * begin), end - begin);
    });
    ReferenceBackend::compress_layer(parents.subspan(n), children.subspan(2 * n));
}

void SimdBackend::permute_batch(std::span<PoseidonState> states) const {
    const std::size_t n = whole(states.size());
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        kernels_.hash->permute(words(states.data()->data()) + 16 * begin, end - begin);
    });
    ReferenceBackend::permute_batch(states.subspan(n));
}

}  // namespace zk
