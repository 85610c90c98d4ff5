#include "kernels/backend/parallel.hpp"
#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"

#include <algorithm>

namespace zk {

std::optional<std::uint32_t> SimdBackend::grind(const PoseidonState& state, int bits) const {
    // Ascending blocks, as in the reference. The last vector may look past p, where nonces repeat from 0, which has been refused.
    constexpr std::size_t kPerThread = 2048;
    const std::uint32_t mask = (std::uint32_t{1} << bits) - 1;
    const std::size_t block = kPerThread * static_cast<std::size_t>(threads());
    std::vector<std::uint64_t> found(static_cast<std::size_t>(threads()));
    for (std::uint64_t base = 0; base < Felt::kModulus; base += block) {
        parallel_ranges(threads(), found.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t t = begin; t < end; ++t) {
                const std::uint64_t first = base + t * kPerThread;
                const std::uint64_t nonce = kernels_.hash->grind(words(state.data()), mask, first, kPerThread);
                found[t] = nonce < first + kPerThread ? nonce : Felt::kModulus;
            }
        });
        const std::uint64_t best = *std::min_element(found.begin(), found.end());
        if (best < Felt::kModulus) return static_cast<std::uint32_t>(best);
    }
    return std::nullopt;
}

}  // namespace zk
