#pragma once
// Fuzzed bytes taken off the front as numbers and strings; zero and nothing when none are left.

#include "base/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>

namespace zk::test {

class Source {
  public:
    explicit Source(ByteView bytes) : bytes_(bytes) {}

    [[nodiscard]] bool done() const { return bytes_.empty(); }

    std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        const std::uint8_t out = bytes_[0];
        bytes_ = bytes_.subspan(1);
        return out;
    }
    /// Big-endian, n <= 8 bytes.
    std::uint64_t uint(int n) {
        std::uint64_t value = 0;
        for (int i = 0; i < n; ++i) value = value << 8 | byte();
        return value;
    }
    /// At most n bytes.
    ByteView take(std::size_t n) {
        const ByteView out = bytes_.first(std::min(n, bytes_.size()));
        bytes_ = bytes_.subspan(out.size());
        return out;
    }
    ByteView rest() { return take(bytes_.size()); }
    /// A byte that says how many low bytes follow; all others are zero. Big-endian, so small numbers are short.
    template <std::size_t N>
    std::array<std::uint8_t, N> word() {
        std::array<std::uint8_t, N> out{};
        const ByteView low = take(byte() % (N + 1));
        std::copy(low.begin(), low.end(), out.end() - static_cast<std::ptrdiff_t>(low.size()));
        return out;
    }

  private:
    ByteView bytes_;
};

/// What a fuzz target asserts, in every build.
inline void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace zk::test
