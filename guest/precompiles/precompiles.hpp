#pragma once
// The precompiled contracts (Yellow Paper, appendix E, and the EIPs named in precompiles.cpp).

#include "base/bytes.hpp"
#include "guest/evm/rules.hpp"
#include "guest/types.hpp"

#include <span>

namespace zk::guest {

struct PrecompileOutcome {
    bool success = false;  ///< false: the call fails and consumes all its gas
    std::uint64_t gas_used = 0;
    Bytes output;
};

/// Low 16 bits of the precompile's address under these rules, 0 when the address is none.
[[nodiscard]] std::uint16_t precompile_at(const Rules& rules, const Address& address);

/// All precompile addresses of the rules, for the warm set.
[[nodiscard]] std::span<const std::uint16_t> precompile_addresses(const Rules& rules);

/// Runs the precompile with number `id` (from precompile_at). Too little gas is a failure.
[[nodiscard]] PrecompileOutcome run_precompile(const Rules& rules, std::uint16_t id, ByteView input, std::uint64_t gas);

}  // namespace zk::guest
