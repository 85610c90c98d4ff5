#include "vm/chips/divide/divide.hpp"

namespace zk::vm {

void fill(DivideColumns<Felt>& c, const AluRow& row, const Instruction& in, Accesses& accesses) {
    const bool is_signed = in.op == Op::kDiv || in.op == Op::kRem;
    const bool wants_quotient = in.op == Op::kDiv || in.op == Op::kDivu;
    const bool negative_x = is_signed && row.a.value >> 31 != 0;
    const bool negative_y = is_signed && row.b.value >> 31 != 0;
    const std::uint32_t dividend = negative_x ? 0u - row.a.value : row.a.value;
    const std::uint32_t divisor = negative_y ? 0u - row.b.value : row.b.value;
    const bool by_zero = divisor == 0;
    const std::uint32_t quotient = by_zero ? ~0u : dividend / divisor;
    const std::uint32_t remainder = by_zero ? dividend : dividend % divisor;
    const auto byte = [](std::uint32_t word, int i) { return word >> 8 * i & 0xff; };

    c.is_div = flag(in.op == Op::kDiv);
    c.is_divu = flag(in.op == Op::kDivu);
    c.is_rem = flag(in.op == Op::kRem);
    c.is_remu = flag(in.op == Op::kRemu);
    c.pc = Felt(row.pc);
    c.clock = Felt(row.clock);
    accesses.fill(c.rs1, in.rs1, row.a, row.clock);
    accesses.fill(c.rs2, in.rs2, row.b, row.clock + 1);
    accesses.fill(c.rd, in.rd, row.rd, row.clock);
    c.negative_x = flag(negative_x);
    c.negative_y = flag(negative_y);
    c.dividend_lo = Felt(dividend & 0xffff);
    for (int i = 0; i < 4; ++i) {
        c.divisor[i] = Felt(byte(divisor, i));
        c.quotient[i] = Felt(byte(quotient, i));
    }
    c.remainder = Accesses::limbs(remainder);
    const std::uint32_t low = byte(quotient, 0) * byte(divisor, 0) +
                              256 * (byte(quotient, 0) * byte(divisor, 1) + byte(quotient, 1) * byte(divisor, 0)) +
                              (remainder & 0xffff);
    c.carry = Felt(low >> 16);
    c.borrow = flag(!by_zero && (divisor & 0xffff) <= (remainder & 0xffff));
    c.by_zero = flag(by_zero);
    const bool negative_quotient = negative_x != negative_y && !by_zero;
    c.negative_quotient = flag(negative_quotient);
    c.negate = flag(in.op == Op::kDiv ? negative_quotient : in.op == Op::kRem && negative_x);
    c.chosen = Accesses::limbs(wants_quotient ? quotient : remainder);
    c.result = Accesses::limbs(row.rd.value);
}

}  // namespace zk::vm
