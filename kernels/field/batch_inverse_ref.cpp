#include "kernels/backend/parallel.hpp"
#include "kernels/backend/reference_backend.hpp"

#include <algorithm>
#include <array>

namespace zk {

void ReferenceBackend::batch_inverse(std::span<Felt> values) const {
    constexpr std::size_t kBlock = 1024;
    parallel_ranges(threads(), values.size(), kBlock, [&](std::size_t begin, std::size_t end) {
        std::array<Felt, kBlock> before{};  // product of the block's nonzero values before each (Montgomery's trick)
        for (std::size_t at = begin; at < end; at += kBlock) {
            const std::span<Felt> block = values.subspan(at, std::min(kBlock, end - at));
            Felt product = Felt::one();
            for (std::size_t i = 0; i < block.size(); ++i) {
                before[i] = product;
                if (!block[i].is_zero()) product *= block[i];
            }
            Felt inverse = product.inverse();
            for (std::size_t i = block.size(); i-- > 0;) {
                if (block[i].is_zero()) continue;
                const Felt x = block[i];
                block[i] = inverse * before[i];
                inverse *= x;
            }
        }
    });
}

}  // namespace zk
