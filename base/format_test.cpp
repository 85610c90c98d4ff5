#include "base/format.hpp"

#include <gtest/gtest.h>

namespace zk {
namespace {

TEST(Format, WritesWhatPrintfWould) {
    EXPECT_EQ(formatted("%06u %-4s|%.2f", 42u, "ab", 1.005), "000042 ab  |1.00");
    EXPECT_EQ(formatted("%s", ""), "");
}

TEST(Format, KeepsTextsOfEveryLength) {
    for (const std::size_t n : {254u, 255u, 256u, 257u, 1000u}) {
        const std::string text(n, 'x');
        EXPECT_EQ(formatted("%s.", text.c_str()), text + ".") << n;
    }
}

}  // namespace
}  // namespace zk
