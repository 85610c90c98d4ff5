#pragma once
// What one instruction of each kind costs on this device, so that the kernels' counts become times: the rates of wide and high multiplications and of
// the fused add-min are not documented.

#include "kernels/device/stream.hpp"

#include <cstdint>

namespace zk::perf {

enum class Instruction {
    imad,       ///< IMAD: 32-bit multiply-add
    imad_wide,  ///< IMAD.WIDE, its halves joined by a LOP3 on the other pipe (counted as one)
    imad_high,  ///< IMAD.HI: high word of 32 x 32 + 64
    add_min,    ///< IADD3 and VIADDMNMX in turn: a modular addition (counted as one)
    product,    ///< mul_signed: IMAD.WIDE, IMAD, IMAD.HI (counted as one)
};

inline constexpr std::uint32_t kCeilingThreads = 256;
inline constexpr std::uint32_t kCeilingOperations = 8 * 4096;  ///< a thread, in 8 independent chains

/// Enqueues blocks * kCeilingThreads threads; writes a word a thread to `out`.
void run_ceiling(const device::Stream& stream, Instruction instruction, std::uint32_t* out, std::uint32_t blocks);

}  // namespace zk::perf
