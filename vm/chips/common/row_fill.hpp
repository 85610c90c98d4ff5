#pragma once
// Trace side of the common parts. Fill functions are called once a row, from several threads, on a zeroed column struct.

#include "kernels/field/felt.hpp"
#include "vm/chips/common/instruction_air.hpp"
#include "vm/elf/program.hpp"
#include "vm/records/segment_record.hpp"

#include <vector>

namespace zk::vm {

/// A read at time `time` - 1 that renews a word last accessed too long ago (vm/chips/refresh).
struct Refresh {
    std::uint32_t space;
    std::uint32_t address;
    std::uint32_t value;
    std::uint32_t prev;
    std::uint32_t time;
};

/// Collects the refresh rows that the accesses of some rows need.
class Accesses {
  public:
    /// The `prev` column of an access at `now` to a word of value `value` last accessed at `time`.
    Felt previous(Space space, std::uint32_t address, std::uint32_t value, std::uint32_t time, std::uint32_t now) {
        if (now - time <= 0x10000) return Felt(time);
        refreshes.push_back({static_cast<std::uint32_t>(space), address, value, time, now - 1});
        return Felt(now - 1);
    }

    void fill(RegisterRead<Felt>& c, std::uint32_t reg, const Read& read, std::uint32_t now) {
        c.reg = Felt(reg);
        c.value = limbs(read.value);
        c.prev = previous(Space::kRegisters, reg, read.value, read.time, now);
    }
    void fill(RegisterReadBytes<Felt>& c, std::uint32_t reg, const Read& read, std::uint32_t now) {
        c.reg = Felt(reg);
        for (int i = 0; i < 4; ++i) c.bytes[i] = Felt(read.value >> 8 * i & 0xff);
        c.prev = previous(Space::kRegisters, reg, read.value, read.time, now);
    }
    /// Write at phase 3 of the instruction at `clock`; nothing when reg is x0.
    void fill(RegisterWrite<Felt>& c, std::uint32_t reg, const Write& write, std::uint32_t clock) {
        if (reg == 0) return;
        c.reg = Felt(reg);
        c.old = limbs(write.previous);
        c.prev = previous(Space::kRegisters, reg, write.previous, write.time, clock + 3);
    }

    static Limbs<Felt> limbs(std::uint32_t word) { return {Felt(word & 0xffff), Felt(word >> 16)}; }

    std::vector<Refresh> refreshes;
};

inline Felt flag(bool condition) {
    return condition ? Felt::one() : Felt::zero();
}
/// Inverse of x - y, or zero; |x - y| < 2^17.
Felt inverse_of_difference(std::int32_t x, std::int32_t y);

/// The address columns of a load, store or jump: base + immediate = 4 * index + byte mod 2^32.
inline void fill_address(Felt& lo14, Felt& wraps, std::uint32_t base, std::uint32_t immediate) {
    const std::uint32_t address = base + immediate;
    lo14 = Felt((address & 0xffff) >> 2);
    wraps = flag(address < base);
}

}  // namespace zk::vm
