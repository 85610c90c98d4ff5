#include "guest/crypto/hkdf.hpp"

#include "guest/crypto/sha256.hpp"

#include <algorithm>
#include <array>

namespace zk::guest::crypto {

Hash hmac_sha256(ByteView key, ByteView message) {
    std::array<std::uint8_t, Sha256::kBlockBytes> block{};
    if (key.size() > block.size()) {
        std::ranges::copy(sha256(key), block.begin());
    } else {
        std::ranges::copy(key, block.begin());
    }
    for (std::uint8_t& byte : block) byte ^= 0x36;
    const Hash inner = Sha256().absorb(block).absorb(message).finish();
    for (std::uint8_t& byte : block) byte ^= 0x36 ^ 0x5c;
    return Sha256().absorb(block).absorb(inner).finish();
}

Hash hkdf_sha256(ByteView input_key) {
    const Hash extracted = hmac_sha256(Hash{}, input_key);
    constexpr std::array<std::uint8_t, 1> kFirstBlock = {1};
    return hmac_sha256(extracted, kFirstBlock);
}

}  // namespace zk::guest::crypto
