#include "guest/stateless/l1_fee.hpp"

#include <algorithm>

namespace zk::guest {
namespace {

constexpr std::uint64_t kPrecision = 1'000'000'000;

enum Slot : std::uint64_t {
    kL1BaseFee = 1,
    kL1BlobBaseFee = 5,
    kExecScalar = 6,  // commitScalar before Feynman
    kBlobScalar = 7,
    kPenaltyThreshold = 9,
    kPenaltyFactor = 10,
};

U256 over_precision(const U256& x) {
    return divide(x, U256(kPrecision)).quotient;
}

}  // namespace

bool hint_is_valid(Fork fork, std::uint64_t length, const CompressionHint& hint) {
    if (fork < Fork::kFeynman) return true;
    if (fork == Fork::kFeynman) return hint.ratio >= U256(kPrecision);
    return hint.size <= length;
}

U256 l1_data_fee(State& state, Fork fork, std::uint64_t length, const CompressionHint& hint) {
    const auto slot = [&state](Slot s) { return state.storage(kL1GasPriceOracle, U256(s)); };
    const U256 base_part = saturating_mul(slot(kExecScalar), slot(kL1BaseFee));
    const U256 blob_part = saturating_mul(slot(kBlobScalar), slot(kL1BlobBaseFee));
    U256 fee;
    if (fork < Fork::kFeynman) {
        fee = over_precision(saturating_add(base_part, saturating_mul(U256(length), blob_part)));
    } else {
        const U256 per_byte = saturating_add(base_part, blob_part);
        const U256 factor = slot(kPenaltyFactor);
        if (fork == Fork::kFeynman) {
            const U256 penalty = hint.ratio >= slot(kPenaltyThreshold) ? U256(kPrecision) : factor;
            fee = over_precision(over_precision(saturating_mul(saturating_mul(U256(length), per_byte), penalty)));
        } else {
            const U256 base = saturating_mul(per_byte, U256(hint.size));
            const U256 penalty =
                divide(saturating_mul(base, U256(hint.size)), factor.is_zero() ? U256(1) : factor).quotient;
            fee = over_precision(saturating_add(base, penalty));
        }
    }
    return std::min(fee, U256(~std::uint64_t{0}));
}

}  // namespace zk::guest
