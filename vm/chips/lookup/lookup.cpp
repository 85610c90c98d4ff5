#include "vm/chips/lookup/lookup.hpp"

namespace zk::vm {
namespace {

stark::Table fixed_table(std::string name, AirBuilder& b, int log_height) {
    return {std::move(name), b.take(), true, log_height, false};
}

stark::Table range_table(std::string name, int bits, std::uint32_t bus) {
    AirBuilder b;
    const Expr times = b.main_column(name + ".times");
    const Expr value = b.closed_form_column(name + ".value", stark::index_bits(0, bits));
    b.receive("value", bus, times, {value});
    return fixed_table(std::move(name), b, bits);
}

}  // namespace

stark::ClosedForm closed_form_of(int shift, int width, const std::function<std::uint32_t(std::uint32_t)>& value) {
    const std::uint32_t n = 1u << width;
    std::vector<Felt> coefficients(n);
    for (std::uint32_t i = 0; i < n; ++i) coefficients[i] = Felt(value(i));
    for (std::uint32_t bit = 1; bit < n; bit <<= 1) {
        for (std::uint32_t i = 0; i < n; ++i) {
            if ((i & bit) != 0) coefficients[i] -= coefficients[i ^ bit];
        }
    }
    stark::ClosedForm form;
    for (std::uint32_t i = 0; i < n; ++i) {
        if (!coefficients[i].is_zero()) form.push_back({coefficients[i].value(), i << shift});
    }
    return form;
}

stark::Table bits_table() {
    AirBuilder b;
    const Expr range_times = b.main_column("bits.range_times");
    const Expr bytes_times = b.main_column("bits.bytes_times");
    const Expr and_times = b.main_column("bits.and_times");
    const Expr value = b.closed_form_column("bits.value", stark::index_bits(0, 16));
    const Expr x = b.closed_form_column("bits.x", stark::index_bits(0, 8));
    const Expr y = b.closed_form_column("bits.y", stark::index_bits(8, 8));
    const Expr both = b.closed_form_column("bits.and", stark::index_and(0, 8, 8));
    b.receive("range16", kRange16Bus, range_times, {value});
    b.receive("bytes", kBytesBus, bytes_times, {x, y});
    b.receive("and", kAndBus, and_times, {x, y, both});
    return fixed_table("bits", b, kBitsLogHeight);
}

stark::Table range14_table() {
    return range_table("range14", kRange14LogHeight, kRange14Bus);
}

stark::Table range12_table() {
    return range_table("range12", kRange12LogHeight, kRange12Bus);
}

stark::Table shift_lookup_table() {
    // Exponent of the multiplier from the 4 bits (amount, direction).
    const auto exponent = [](std::uint32_t i) { return (i >> 3) != 0 ? 8 - (i & 7) : i & 7; };
    AirBuilder b;
    const Expr times = b.main_column("shift_lookup.times");
    const Expr byte = b.closed_form_column("shift_lookup.byte", stark::index_bits(0, 8));
    const Expr amount = b.closed_form_column("shift_lookup.amount", stark::index_bits(8, 3));
    const Expr direction = b.closed_form_column("shift_lookup.direction", stark::index_bits(11, 1));
    const Expr multiplier = b.closed_form_column("shift_lookup.multiplier", closed_form_of(8, 4, [&](std::uint32_t i) {
                                                     return 1u << exponent(i);
                                                 }));
    // floor(byte * 2^e / 256) = sum over bits j of the byte with j + e >= 8 of 2^(j + e - 8).
    stark::ClosedForm high_form;
    for (std::uint32_t j = 0; j < 8; ++j) {
        const stark::ClosedForm part = closed_form_of(8, 4, [&](std::uint32_t i) {
            return j + exponent(i) >= 8 ? 1u << (j + exponent(i) - 8) : 0u;
        });
        for (const stark::IndexMonomial& m : part) high_form.push_back({m.coefficient, m.bits | 1u << j});
    }
    const Expr high = b.closed_form_column("shift_lookup.high", std::move(high_form));
    b.receive("shift", kShiftBus, times, {direction, amount, multiplier, byte, high});
    return fixed_table("shift_lookup", b, kShiftLogHeight);
}

}  // namespace zk::vm
