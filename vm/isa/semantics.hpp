#pragma once
// Results of the operations that C++ does not spell directly (RISC-V unprivileged manual 20191213, sections 2.4 and
// 7.1, 7.2).

#include <cstdint>

namespace zk::vm {

constexpr std::uint32_t shift_left(std::uint32_t a, std::uint32_t b) noexcept {
    return a << (b & 31);
}
constexpr std::uint32_t shift_right(std::uint32_t a, std::uint32_t b) noexcept {
    return a >> (b & 31);
}
constexpr std::uint32_t shift_right_signed(std::uint32_t a, std::uint32_t b) noexcept {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(a) >> (b & 31));
}
constexpr bool less_signed(std::uint32_t a, std::uint32_t b) noexcept {
    return static_cast<std::int32_t>(a) < static_cast<std::int32_t>(b);
}

/// High words of the 64-bit product: both signed, signed by unsigned, both unsigned.
constexpr std::uint32_t mulh(std::uint32_t a, std::uint32_t b) noexcept {
    const std::int64_t product = std::int64_t{static_cast<std::int32_t>(a)} * static_cast<std::int32_t>(b);
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(product) >> 32);
}
constexpr std::uint32_t mulhsu(std::uint32_t a, std::uint32_t b) noexcept {
    const std::int64_t product = std::int64_t{static_cast<std::int32_t>(a)} * std::int64_t{b};
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(product) >> 32);
}
constexpr std::uint32_t mulhu(std::uint32_t a, std::uint32_t b) noexcept {
    return static_cast<std::uint32_t>(std::uint64_t{a} * b >> 32);
}

/// By zero: quotient -1, remainder the dividend. -2^31 / -1: quotient -2^31, remainder 0.
constexpr std::uint32_t div_signed(std::uint32_t a, std::uint32_t b) noexcept {
    if (b == 0) return ~0u;
    if (b == ~0u) return 0u - a;
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(a) / static_cast<std::int32_t>(b));
}
constexpr std::uint32_t rem_signed(std::uint32_t a, std::uint32_t b) noexcept {
    if (b == 0) return a;
    if (b == ~0u) return 0;
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(a) % static_cast<std::int32_t>(b));
}
constexpr std::uint32_t div_unsigned(std::uint32_t a, std::uint32_t b) noexcept {
    return b == 0 ? ~0u : a / b;
}
constexpr std::uint32_t rem_unsigned(std::uint32_t a, std::uint32_t b) noexcept {
    return b == 0 ? a : a % b;
}

constexpr std::uint32_t sign_extend_byte(std::uint32_t value) noexcept {
    return static_cast<std::uint32_t>(static_cast<std::int8_t>(value));
}
constexpr std::uint32_t sign_extend_half(std::uint32_t value) noexcept {
    return static_cast<std::uint32_t>(static_cast<std::int16_t>(value));
}

}  // namespace zk::vm
