#pragma once
// Random bytes for tests, from a fixed seed.

#include "base/bytes.hpp"

#include <array>
#include <random>

namespace zk::test {

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// Uniform below n.
    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }

    Bytes bytes(std::size_t n) {
        Bytes out(n);
        for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(engine_());
        return out;
    }

    /// 32 bytes, a third of the time with long runs of equal bits, where carries go wrong.
    std::array<std::uint8_t, 32> word() {
        std::array<std::uint8_t, 32> out{};
        const bool runs = below(3) == 0;
        std::uint8_t fill = 0;
        for (std::uint8_t& byte : out) {
            if (runs && below(6) == 0) fill = static_cast<std::uint8_t>(~fill);
            byte = runs && below(12) != 0 ? fill : static_cast<std::uint8_t>(engine_());
        }
        return out;
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace zk::test
