// Refuses, while compiling, a preset whose parameters do not keep the bits of its label.
#include "stark/soundness/soundness.hpp"

namespace zk::stark {
namespace {

constexpr bool keeps_label_at_every_height(const Preset& preset) {
    for (int m = kMinLogStackHeight; m <= kMaxLogStackHeight; ++m) {
        if (!keeps_label(preset, largest_segment(m))) return false;
    }
    return true;
}

static_assert(keeps_label_at_every_height(kStandard128), "standard-128 is below its label");
static_assert(keeps_label_at_every_height(kToy), "toy is below its label");
// The last proof is one proof of a program of our own, whose stack is 2^20 rows high.
static_assert(keeps_label(kLastLayer128, largest_segment(20)), "last-layer-128 is below its label");

constexpr bool ids_and_names_are_unique() {
    const std::array<Preset, 3> all{kStandard128, kToy, kLastLayer128};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].id == 0) return false;
        for (std::size_t j = 0; j < i; ++j) {
            if (all[i].id == all[j].id || all[i].name == all[j].name) return false;
        }
    }
    return true;
}
static_assert(ids_and_names_are_unique());

}  // namespace
}  // namespace zk::stark
