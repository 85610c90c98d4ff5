#include "guest/programs/keccak/keccak.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/programs/digest_words.hpp"

namespace zk::guest {

void keccak(Host& host) {
    const ByteView input = host.input();
    if (input.size() < 4) host.panic("the input must begin with a 32-bit chain length");
    const std::uint32_t n = load_u32le(input.data());
    if (n == 0 || n > std::uint32_t{1} << 24) host.panic("the chain length must be in [1, 2^24]");
    Hash hash = keccak256(input.subspan(4));
    for (std::uint32_t i = 1; i < n; ++i) hash = keccak256(hash);
    host.reveal(digest_words(hash));
}

}  // namespace zk::guest
