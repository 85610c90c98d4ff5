#include "guest/runtime/memory.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

namespace zk::guest::machine {
namespace {

constexpr std::size_t kRoom = 160;

struct Buffers {
    alignas(4) std::uint8_t expected[kRoom];
    alignas(4) std::uint8_t got[kRoom];

    explicit Buffers(int seed) {
        for (std::size_t i = 0; i < kRoom; ++i)
            expected[i] = got[i] = static_cast<std::uint8_t>(37 * i + i * i / 5 + seed);
    }
    [[nodiscard]] bool equal() const { return std::memcmp(expected, got, kRoom) == 0; }
};

// Every size up to several blocks, every alignment of both sides; what lies around is left alone.
TEST(Memory, CopiesLikeTheLibrary) {
    const Buffers source(1);
    for (std::size_t n = 0; n <= 100; ++n) {
        for (std::size_t from = 8; from < 12; ++from) {
            for (std::size_t to = 8; to < 12; ++to) {
                Buffers b(2);
                std::memcpy(b.expected + to, source.got + from, n);
                EXPECT_EQ(copy(b.got + to, source.got + from, n), b.got + to);
                ASSERT_TRUE(b.equal()) << n << " bytes from " << from << " to " << to;
            }
        }
    }
}

TEST(Memory, MovesLikeTheLibrary) {
    for (std::size_t n = 0; n <= 80; ++n) {
        for (std::size_t from = 30; from < 34; ++from) {
            for (std::size_t to = 0; to < 76; ++to) {
                Buffers b(3);
                std::memmove(b.expected + to, b.expected + from, n);
                EXPECT_EQ(move(b.got + to, b.got + from, n), b.got + to);
                ASSERT_TRUE(b.equal()) << n << " bytes from " << from << " to " << to;
            }
        }
    }
}

TEST(Memory, FillsLikeTheLibrary) {
    for (std::size_t n = 0; n <= 100; ++n) {
        for (std::size_t to = 8; to < 12; ++to) {
            for (const int value : {0, 0xab, 0x1cd, -1}) {
                Buffers b(4);
                std::memset(b.expected + to, value, n);
                EXPECT_EQ(fill(b.got + to, value, n), b.got + to);
                ASSERT_TRUE(b.equal()) << n << " bytes at " << to;
            }
        }
    }
}

TEST(Memory, ComparesLikeTheLibrary) {
    const auto sign = [](int x) { return (x > 0) - (x < 0); };
    for (std::size_t n = 0; n <= 24; ++n) {
        for (std::size_t from = 8; from < 12; ++from) {
            for (std::size_t to = 8; to < 12; ++to) {
                for (std::size_t differs = 0; differs <= n; ++differs) {
                    for (const int by : {1, 0x80, 0xff}) {
                        Buffers a(5);
                        Buffers b(6);
                        std::memcpy(b.got + to, a.got + from, n);
                        b.got[to + differs] =
                            static_cast<std::uint8_t>(b.got[to + differs] + by);  // beyond the end where differs is n
                        ASSERT_EQ(
                            sign(compare(a.got + from, b.got + to, n)), sign(std::memcmp(a.got + from, b.got + to, n))
                        );
                    }
                }
            }
        }
    }
}

}  // namespace
}  // namespace zk::guest::machine
