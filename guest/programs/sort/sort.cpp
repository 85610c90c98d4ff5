#include "guest/programs/sort/sort.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace zk::guest {

void sort(Host& host) {
    const ByteView input = host.input();
    if (input.size() != 8) host.panic("the input must be 8 bytes: n and seed");
    const std::uint32_t n = load_u32le(input.data());
    const std::uint32_t seed = load_u32le(input.data() + 4);
    if (n == 0 || n > std::uint32_t{1} << 22) host.panic("n must be in [1, 2^22]");
    if (seed == 0) host.panic("seed must not be 0");

    std::vector<std::uint32_t> words(n);
    std::uint32_t x = seed;
    for (std::uint32_t& word : words) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        word = x;
    }
    std::ranges::sort(words);

    std::uint32_t checksum = 0;
    for (std::uint32_t i = 0; i < n; ++i) checksum += (i + 1) * words[i];
    host.reveal({n, seed, words[0], words[n / 2], words[n - 1], checksum, 0, 0});
}

}  // namespace zk::guest
