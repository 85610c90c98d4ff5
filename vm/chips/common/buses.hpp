#pragma once
// The buses of the machine and the fields of their tuples (docs/machine.md, "Buses"). A row sends what it needs and receives what it provides; the
// sum over all rows and the verifier's terms is zero.

#include <cstdint>

namespace zk::vm {

enum Bus : std::uint32_t {
    kStateBus = 1,  ///< (pc, clock)
    kProgramBus,    ///< (pc, opcode, rd, rs1, rs2, imm_lo, imm_hi, target)
    kMemoryBus,     ///< (space, address, lo, hi, time)
    kRange16Bus,    ///< (value below 2^16)
    kRange14Bus,    ///< (value below 2^14)
    kRange12Bus,    ///< (value below 2^12)
    kBytesBus,      ///< (byte, byte)
    kAndBus,        ///< (byte, byte, their AND)
    kShiftBus,      ///< (direction, amount, multiplier, byte, high part): vm/chips/lookup
    kHintBus,       ///< (clock, step, first address, number of words)
    kTreeBus,       ///< (depth, label, 8 of the initial digest, 8 of the final digest)
    kCompressBus,   ///< (8 left, 8 right, 8 of their node digest)
    kExitBus,       ///< (exit code lo, hi, 8 times public word lo, hi)
    kKeccakBus,     ///< (clock, rounds done, 100 limbs of the state)
    kCopyBus,       ///< (clock, step, first address of the source, of the destination, number of words)
    kSha256Bus,  ///< (clock, groups of rounds done, 16 limbs of a .. h, 32 limbs of the next 16 words of the schedule)
};

}  // namespace zk::vm
