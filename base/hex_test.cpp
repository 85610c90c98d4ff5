#include "base/hex.hpp"

#include <gtest/gtest.h>

namespace zk {
namespace {

TEST(Hex, RoundTrips) {
    const Bytes bytes{0x00, 0x7f, 0x80, 0xff};
    EXPECT_EQ(to_hex(bytes), "0x007f80ff");
    EXPECT_EQ(from_hex("0x007F80ff").value(), bytes);
    EXPECT_EQ(from_hex("007f80ff").value(), bytes);
    EXPECT_TRUE(from_hex("0x").value().empty());
}

TEST(Hex, NamesTheBadPosition) {
    EXPECT_EQ(from_hex("0x12g4").error().where, "position 4");
    EXPECT_EQ(from_hex("0x123").error().where, "length");
}

TEST(Hex, IntegersHaveAtLeastTheDigitsAskedFor) {
    EXPECT_EQ(to_hex(std::uint64_t{0x1a2b}, 8), "0x00001a2b");
    EXPECT_EQ(to_hex(std::uint64_t{0x1a2b}, 1), "0x1a2b");
    EXPECT_EQ(to_hex(std::uint64_t{0}, 1), "0x0");
    EXPECT_EQ(to_hex(~std::uint64_t{0}, 4), "0xffffffffffffffff");
}

}  // namespace
}  // namespace zk
