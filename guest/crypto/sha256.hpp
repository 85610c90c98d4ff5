#pragma once
// SHA-256 (FIPS 180-4).

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zk::guest::crypto {

/// One compression: the state is eight words, the block 64 bytes. One instruction in the machine, software elsewhere.
void sha256_compress(std::array<std::uint32_t, 8>& state, const std::uint8_t* block);

/// SHA-256 of a message that arrives in pieces.
class Sha256 {
  public:
    static constexpr std::size_t kBlockBytes = 64;

    Sha256& absorb(ByteView bytes);

    /// The digest of all that was absorbed; the object must not be used afterwards.
    [[nodiscard]] Hash finish();

  private:
    std::array<std::uint32_t, 8> state_ = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    alignas(4) std::array<std::uint8_t, kBlockBytes> buffer_{};  // aligned for the machine's instruction
    std::size_t buffered_ = 0;                                   // below kBlockBytes
    std::uint64_t n_bytes_ = 0;
};

[[nodiscard]] Hash sha256(ByteView bytes);

}  // namespace zk::guest::crypto
