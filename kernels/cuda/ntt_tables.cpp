#include "kernels/cuda/ntt_tables.hpp"

namespace zk::cuda {

std::vector<Felt> make_ntt_tables() {
    std::vector<Felt> out;
    out.reserve(kNttTableSize);
    const auto append_powers = [&](Felt root, std::size_t count) {
        Felt power = Felt::one();
        for (std::size_t i = 0; i < count; ++i, power *= root) out.push_back(power);
    };
    for (const bool inverse : {false, true}) {
        const auto root = [&](int log_order) {
            const Felt w = Felt::root_of_unity(log_order);
            return inverse ? w.inverse() : w;
        };
        out.push_back(Felt::one());  // index 0 belongs to no layer
        for (int k = 0; k < kLogSmall; ++k) append_powers(root(k + 1), std::size_t{1} << k);
        append_powers(root(Felt::kTwoAdicity), std::size_t{1} << kLogFine);
        append_powers(root(kLogCoarse), std::size_t{1} << kLogCoarse);
    }
    return out;
}

}  // namespace zk::cuda
