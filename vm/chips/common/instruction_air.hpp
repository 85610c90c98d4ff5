#pragma once
// What every instruction table has in common: the step of the machine's state, the fetch, and timed accesses to words.

#include "stark/air/air.hpp"
#include "stark/air/machine.hpp"
#include "vm/chips/common/buses.hpp"
#include "vm/chips/common/opcodes.hpp"
#include "vm/memory/space.hpp"

#include <string>

namespace zk::vm {

using stark::AirBuilder;
using stark::Expr;

/// A 32-bit word as 16-bit limbs.
template <class T>
struct Limbs {
    T lo, hi;
};

/// A register read: `prev` is the time of the tuple consumed.
template <class T>
struct RegisterRead {
    T reg;
    Limbs<T> value;
    T prev;
};

/// A register read whose word is held as bytes, low first.
template <class T>
struct RegisterReadBytes {
    T reg;
    T bytes[4];
    T prev;
};

/// A register write: `old` is the value replaced.
template <class T>
struct RegisterWrite {
    T reg;
    Limbs<T> old;
    T prev;
};

/// lo + 256 hi.
inline Expr limb_of(const Expr& low_byte, const Expr& high_byte) {
    return low_byte + 256 * high_byte;
}
inline Limbs<Expr> limbs_of(const Expr (&bytes)[4]) {
    return {limb_of(bytes[0], bytes[1]), limb_of(bytes[2], bytes[3])};
}

/// 2^-bits in the field, as a factor of an expression.
std::int64_t inverse_power_of_two(int bits);

/// Operands of a fetch, in the order of the program bus; what is not given is zero.
struct Operands {
    Expr rd, rs1, rs2, imm_lo, imm_hi, target;
};

class InstructionAir {
  public:
    /// `real` is asserted boolean; it is the multiplicity of state and fetch. pc and clock are columns.
    InstructionAir(AirBuilder& air, const Expr& real, const Expr& pc, const Expr& clock);

    /// All operands zero, to be filled.
    [[nodiscard]] Operands no_operands() const;
    /// The program has this instruction at pc.
    void fetch(const Expr& opcode, const Operands& operands);
    /// Consumes (pc, clock), produces (next_pc, clock + 4).
    void step(const Expr& next_pc);
    /// Consumes (pc, clock) only: the run ends here.
    void stop();

    /// Consumes (space, address, old, prev) and produces (space, address, value, clock + phase), prev < clock + phase <= prev + 2^16.
    /// multiplicity: boolean.
    void access(
        const std::string& label,
        const Expr& multiplicity,
        Space space,
        const Expr& address,
        const Limbs<Expr>& old,
        const Limbs<Expr>& value,
        const Expr& prev,
        int phase
    );
    void read(const std::string& label, const RegisterRead<Expr>& read, int phase);
    void read(const std::string& label, const RegisterReadBytes<Expr>& read, int phase);
    /// At phase 3. `value` must be limbs below 2^16 by the table's own checks.
    void write(const RegisterWrite<Expr>& write, const Limbs<Expr>& value, const Expr& multiplicity);
    void write(const RegisterWrite<Expr>& destination, const Limbs<Expr>& value) { write(destination, value, real_); }

    void range16(const std::string& label, const Expr& value) { range16(label, value, real_); }
    void range16(const std::string& label, const Expr& value, const Expr& multiplicity);
    void range14(const std::string& label, const Expr& value);
    void range12(const std::string& label, const Expr& value);
    /// Both are bytes.
    void bytes(const std::string& label, const Expr& x, const Expr& y) { bytes(label, x, y, real_); }
    void bytes(const std::string& label, const Expr& x, const Expr& y, const Expr& multiplicity);

    /// The word index of an address: base + immediate mod 2^32 = 4 * index + byte, with byte = byte_bits (0..3, bounded by the table). Asserts that
    /// the address is below 2^31. lo14 and wraps are columns.
    Expr word_index(
        const Limbs<Expr>& base, const Limbs<Expr>& immediate, const Expr& byte, const Expr& lo14, const Expr& wraps
    );

    /// The word index of a pointer. Asserts that it is a multiple of 4 below 2^31; words of a range that reach beyond that are in no leaf.
    Expr word_index(const std::string& label, const Limbs<Expr>& pointer);

    AirBuilder& builder;

  private:
    Expr real_, pc_, clock_, zero_;
};

/// A table of instructions: one row is at most one instruction.
stark::Table instruction_table(std::string name, AirBuilder& builder);
/// A table of any height whose rows are no instructions.
stark::Table plain_table(std::string name, AirBuilder& builder);

}  // namespace zk::vm
