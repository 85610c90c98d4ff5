#include "guest/state/state.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace zk::guest {
namespace {

/// Yellow Paper, 9.4.3, read from the beginning.
std::vector<bool> jump_targets(ByteView code) {
    std::vector<bool> out(code.size());
    for (std::size_t i = 0; i < code.size(); ++i) {
        out[i] = code[i] == 0x5b;
        if (code[i] >= 0x60 && code[i] <= 0x7f) i += code[i] - 0x5fu;
    }
    return out;
}

/// All positions, in the order given.
void expect_targets(const Bytes& bytes, const std::vector<std::size_t>& order) {
    const std::vector<bool> expected = jump_targets(bytes);
    const Code code(bytes);
    for (const std::size_t at : order)
        ASSERT_EQ(code.is_jump_target(at), expected[at]) << "byte " << at << " of " << bytes.size();
}

// Codes full of JUMPDESTs and of PUSHes that cover them, asked in any order: how far one must look back varies.
TEST(Code, JumpTargetsAreThoseOfAReadingFromTheBeginning) {
    zk::test::Random random(1);
    for (int i = 0; i < 3000; ++i) {
        Bytes bytes(random.below(300) + 1);
        const std::size_t pushes = random.below(5);  // of four bytes, about
        for (std::uint8_t& byte : bytes) {
            const auto any = static_cast<std::uint8_t>(random.below(256));
            byte = random.below(4) < pushes ? static_cast<std::uint8_t>(0x60 + any % 32)
                   : random.below(2) == 0   ? std::uint8_t{0x5b}
                                            : any;
        }
        std::vector<std::size_t> order(bytes.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        for (std::size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[random.below(k)]);
        expect_targets(bytes, order);
    }
}

// Bytes that all look like PUSH32 up to the end: only a reading from the beginning tells.
TEST(Code, JumpTargetsBehindBytesThatAllCover) {
    for (const std::size_t n : {32u, 33u, 320u, 329u, 330u, 331u, 3300u}) {
        Bytes bytes(n, 0x7f);
        bytes.push_back(0x5b);
        bytes.push_back(0x5b);
        expect_targets(bytes, {n + 1, n});
        expect_targets(bytes, {n, n + 1});
    }
}

}  // namespace
}  // namespace zk::guest
