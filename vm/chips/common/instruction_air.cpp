#include "vm/chips/common/instruction_air.hpp"

namespace zk::vm {

std::int64_t inverse_power_of_two(int bits) {
    return Felt(2).pow(static_cast<std::uint64_t>(bits)).inverse().value();
}

InstructionAir::InstructionAir(AirBuilder& air, const Expr& real, const Expr& pc, const Expr& clock)
    : builder(air),
      real_(real),
      pc_(pc),
      clock_(clock),
      zero_(air.constant(0)) {
    builder.assert_bool("real", real);
}

Operands InstructionAir::no_operands() const {
    return {zero_, zero_, zero_, zero_, zero_, zero_};
}

void InstructionAir::fetch(const Expr& opcode, const Operands& o) {
    builder.send("fetch", kProgramBus, real_, {pc_, opcode, o.rd, o.rs1, o.rs2, o.imm_lo, o.imm_hi, o.target});
}

void InstructionAir::step(const Expr& next_pc) {
    stop();
    builder.send("state", kStateBus, real_, {next_pc, clock_ + 4});
}

void InstructionAir::stop() {
    builder.receive("state", kStateBus, real_, {pc_, clock_});
}

void InstructionAir::access(
    const std::string& label,
    const Expr& multiplicity,
    Space space,
    const Expr& address,
    const Limbs<Expr>& old,
    const Limbs<Expr>& value,
    const Expr& prev,
    int phase
) {
    const Expr in = builder.constant(static_cast<int>(space));
    const Expr now = clock_ + phase;
    builder.receive(label + ".prev", kMemoryBus, multiplicity, {in, address, old.lo, old.hi, prev});
    builder.send(label + ".now", kMemoryBus, multiplicity, {in, address, value.lo, value.hi, now});
    builder.send(label + ".order", kRange16Bus, multiplicity, {now - prev - 1});
}

void InstructionAir::read(const std::string& label, const RegisterRead<Expr>& r, int phase) {
    access(label, real_, Space::kRegisters, r.reg, r.value, r.value, r.prev, phase);
}

void InstructionAir::read(const std::string& label, const RegisterReadBytes<Expr>& r, int phase) {
    const Limbs<Expr> value = limbs_of(r.bytes);
    access(label, real_, Space::kRegisters, r.reg, value, value, r.prev, phase);
}

void InstructionAir::write(const RegisterWrite<Expr>& w, const Limbs<Expr>& value, const Expr& multiplicity) {
    access("rd", multiplicity, Space::kRegisters, w.reg, w.old, value, w.prev, 3);
}

void InstructionAir::range16(const std::string& label, const Expr& value, const Expr& multiplicity) {
    builder.send(label, kRange16Bus, multiplicity, {value});
}

void InstructionAir::range14(const std::string& label, const Expr& value) {
    builder.send(label, kRange14Bus, real_, {value});
}

void InstructionAir::range12(const std::string& label, const Expr& value) {
    builder.send(label, kRange12Bus, real_, {value});
}

void InstructionAir::bytes(const std::string& label, const Expr& x, const Expr& y, const Expr& multiplicity) {
    builder.send(label, kBytesBus, multiplicity, {x, y});
}

Expr InstructionAir::word_index(
    const Limbs<Expr>& base, const Limbs<Expr>& immediate, const Expr& byte, const Expr& lo14, const Expr& wraps
) {
    // base.lo + immediate.lo = 4 lo14 + byte + 2^16 carry: the three limbs are below 2^16, so carry = 0, 1 makes it exact.
    const Expr carry = (base.lo + immediate.lo - 4 * lo14 - byte) * inverse_power_of_two(16);
    builder.assert_bool("address.carry", carry);
    builder.assert_bool("address.wraps", wraps);
    range14("address.lo14", lo14);
    // An integer between -2^16 and 2^17, so its double is below 2^16 exactly when it is in [0, 2^15).
    const Expr hi15 = base.hi + immediate.hi + carry - 65536 * wraps;
    range16("address.hi15", 2 * hi15);
    return lo14 + (1 << 14) * hi15;
}

Expr InstructionAir::word_index(const std::string& label, const Limbs<Expr>& pointer) {
    const Expr lo14 = pointer.lo * inverse_power_of_two(2);
    range14(label + ".lo14", lo14);
    range16(label + ".hi15", 2 * pointer.hi);
    return lo14 + (1 << 14) * pointer.hi;
}

stark::Table instruction_table(std::string name, AirBuilder& builder) {
    return {std::move(name), builder.take(), false, 0, true};
}

stark::Table plain_table(std::string name, AirBuilder& builder) {
    return {std::move(name), builder.take(), false, 0, false};
}

}  // namespace zk::vm
