#include "vm/chips/common/row_fill.hpp"

namespace zk::vm {
namespace {

constexpr std::uint32_t kRange = 1u << 17;

/// inverse[i] of 0 < i < 2^17: p = q i + r gives 1/i = -q/r, and r < i.
std::vector<Felt> make_inverses() {
    std::vector<Felt> inverse(kRange, Felt::zero());
    inverse[1] = Felt::one();
    for (std::uint32_t i = 2; i < kRange; ++i) inverse[i] = -Felt(Felt::kModulus / i) * inverse[Felt::kModulus % i];
    return inverse;
}

}  // namespace

Felt inverse_of_difference(std::int32_t x, std::int32_t y) {
    static const std::vector<Felt> kInverses = make_inverses();
    return x >= y ? kInverses[static_cast<std::uint32_t>(x - y)] : -kInverses[static_cast<std::uint32_t>(y - x)];
}

}  // namespace zk::vm
