#pragma once
// The machine's 256-bit arithmetic as functions, as in accelerator.hpp.
//
// Integers are eight words, low word first. A modulus of zero stands for 2^256. Results are below the modulus; `out` may be any of the operands. A precondition that
// does not hold ends the execution with an error of the machine, and nothing is proved: the guest must guarantee it for hostile input too.

#include "guest/accelerator/accelerator.hpp"

#include <array>
#include <cstdint>

namespace zk::guest::accelerator {

using U256Words = std::array<std::uint32_t, kU256Words>;

#if defined(__riscv)

namespace detail {
template <std::uint32_t Funct7>
[[gnu::always_inline]] inline void u256(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m) {
    static_assert(kModulusRegister == 13);
    register const U256Words* modulus asm("a3") = &m;
    asm(".insn r %1, %2, %3, %4, %5, %6"
        : "=m"(out)
        : "i"(kCustom0),
          "i"(kAcceleratorFunct3),
          "i"(Funct7),
          "r"(&out),
          "r"(&a),
          "r"(&b),
          "r"(modulus),
          "m"(a),
          "m"(b),
          "m"(m));
}
}  // namespace detail

/// out = a b mod m; a b / m below 2^256, as when a < m or b < m.
[[gnu::always_inline]] inline void mul_mod(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m) {
    detail::u256<kFunct7MulMod>(out, a, b, m);
}
/// out = the integer part of a b / m, below 2^256.
[[gnu::always_inline]] inline void mul_div(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m) {
    detail::u256<kFunct7MulDiv>(out, a, b, m);
}
/// out = a + b mod m; a + b < 2 m, as when both are below m.
[[gnu::always_inline]] inline void add_mod(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m) {
    detail::u256<kFunct7AddMod>(out, a, b, m);
}
/// out = a - b mod m; -m <= a - b < m, as when both are below m.
[[gnu::always_inline]] inline void sub_mod(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m) {
    detail::u256<kFunct7SubMod>(out, a, b, m);
}

#else

// Nowhere defined.
void mul_mod(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m);
void mul_div(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m);
void add_mod(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m);
void sub_mod(U256Words& out, const U256Words& a, const U256Words& b, const U256Words& m);

#endif

/// Zero, as a modulus, is 2^256.
inline constexpr U256Words kTwoTo256{};
inline constexpr U256Words kOne{1};

}  // namespace zk::guest::accelerator
