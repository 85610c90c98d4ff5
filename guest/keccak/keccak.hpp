#pragma once
// Keccak-256 as Ethereum uses it (Keccak submission padding 0x01, not SHA-3's 0x06).

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zk::guest {

/// Keccak-f[1600] in place; lane (x, y) is state[x + 5 * y]. One instruction in the machine, software elsewhere.
void keccak_f1600(std::array<std::uint64_t, 25>& state);

/// Keccak-256 of a message that arrives in pieces.
class Keccak256 {
  public:
    Keccak256& absorb(ByteView bytes);

    /// The digest of all that was absorbed; the object must not be used afterwards.
    [[nodiscard]] Hash finish();

  private:
    static constexpr std::size_t kRateBytes = 136;

    std::array<std::uint64_t, 25> state_{};
    std::size_t offset_ = 0;  // bytes absorbed into the current block, below kRateBytes
};

[[nodiscard]] Hash keccak256(ByteView bytes);

}  // namespace zk::guest
