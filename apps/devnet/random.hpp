#pragma once

#include "base/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zk::devnet {

/// splitmix64 (Steele, Lea, Flood 2014).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    Bytes bytes(std::size_t n) {
        Bytes out(n);
        for (auto& byte : out) byte = static_cast<std::uint8_t>(next());
        return out;
    }
    template <std::size_t N>
    std::array<std::uint8_t, N> array() {
        std::array<std::uint8_t, N> out{};
        for (auto& byte : out) byte = static_cast<std::uint8_t>(next());
        return out;
    }

  private:
    std::uint64_t state_;
};

}  // namespace zk::devnet
