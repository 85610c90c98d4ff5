#include "kernels/backend/parallel.hpp"
#include "kernels/backend/reference_backend.hpp"

#include <algorithm>
#include <atomic>

namespace zk {

std::optional<std::uint32_t> ReferenceBackend::grind(const PoseidonState& state, int bits) const {
    constexpr std::uint64_t kNone = Felt::kModulus;
    const std::uint32_t mask = (std::uint32_t{1} << bits) - 1;
    const auto fits = [&](std::uint32_t nonce) {
        PoseidonState s = state;
        s[0] = Felt(nonce);
        for (int i = 1; i < kPoseidonRate; ++i) s[i] = Felt::zero();
        poseidon_permute(s);
        return (s[0].value() & mask) == 0;
    };
    // Ascending blocks: every nonce below a block has been refused before the block is tried, so the smallest wins whatever the threads do.
    const std::uint64_t block = std::uint64_t{512} * static_cast<std::uint64_t>(threads());
    for (std::uint64_t base = 0; base < Felt::kModulus; base += block) {
        std::atomic<std::uint64_t> best = kNone;
        const std::uint64_t size = std::min<std::uint64_t>(block, Felt::kModulus - base);
        parallel_ranges(threads(), size, 64, [&](std::size_t begin, std::size_t end) {
            for (std::uint64_t nonce = base + begin; nonce < base + end && nonce < best.load(); ++nonce) {
                if (!fits(static_cast<std::uint32_t>(nonce))) continue;
                std::uint64_t seen = best.load();
                while (nonce < seen && !best.compare_exchange_weak(seen, nonce)) {
                }
                break;
            }
        });
        if (best.load() != kNone) return static_cast<std::uint32_t>(best.load());
    }
    return std::nullopt;
}

}  // namespace zk
