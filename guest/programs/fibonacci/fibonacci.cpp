#include "guest/programs/fibonacci/fibonacci.hpp"

namespace zk::guest {

void fibonacci(Host& host) {
    const ByteView input = host.input();
    if (input.size() != 8) host.panic("the input must be 8 bytes: n and m");
    const std::uint32_t n = load_u32le(input.data());
    const std::uint32_t m = load_u32le(input.data() + 4);
    if (m == 0 || m > std::uint32_t{1} << 31) host.panic("m must be in [1, 2^31]");
    std::uint32_t current = 0;
    std::uint32_t next = 1 % m;
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t sum = (current + next) % m;
        current = next;
        next = sum;
    }
    host.reveal({n, m, current, next, 0, 0, 0, 0});
}

}  // namespace zk::guest
