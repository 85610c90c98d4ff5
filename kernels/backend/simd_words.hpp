#pragma once
// Field types as the plain words that cross to the vector kernels.

#include "kernels/field/felt_ext.hpp"
#include "kernels/hash/poseidon2.hpp"
#include "kernels/simd/kernels.hpp"

#include <type_traits>

namespace zk {

static_assert(std::is_standard_layout_v<Felt> && sizeof(Felt) == sizeof(simd::Word));
static_assert(std::is_standard_layout_v<FeltExt> && sizeof(FeltExt) == sizeof(simd::ExtWords));
static_assert(std::is_standard_layout_v<Digest> && sizeof(Digest) == 8 * sizeof(simd::Word));

// A Felt is a standard-layout class with one word: a pointer to one is a pointer to the other.
inline simd::Word* words(Felt* x) {
    return reinterpret_cast<simd::Word*>(x);
}
inline const simd::Word* words(const Felt* x) {
    return reinterpret_cast<const simd::Word*>(x);
}
inline simd::Word* words(Digest* x) {
    return reinterpret_cast<simd::Word*>(x);
}
inline const simd::Word* words(const Digest* x) {
    return reinterpret_cast<const simd::Word*>(x);
}
inline const simd::Word* const* words(const Felt* const* x) {
    return reinterpret_cast<const simd::Word* const*>(x);
}
inline simd::Planes words(ExtSpan x) {
    return {words(x.data), x.stride};
}
inline simd::ConstPlanes words(ConstExtSpan x) {
    return {words(x.data), x.stride};
}

inline simd::ExtWords words(const FeltExt& x) {
    simd::ExtWords out;
    for (std::size_t k = 0; k < 5; ++k) out.c[k] = x.c[k].montgomery();
    return out;
}
inline FeltExt from_words(const simd::ExtWords& x) {
    FeltExt out;
    for (std::size_t k = 0; k < 5; ++k) out.c[k] = Felt::from_montgomery(x.c[k]);
    return out;
}

}  // namespace zk
