#include "base/deep_threads.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <vector>

namespace zk {
namespace {

TEST(DeepThreads, DoEveryIndexOnce) {
    for (const std::size_t n : {0u, 1u, 3u, 1000u}) {
        for (const int n_threads : {0, 1, 2, 7}) {
            std::vector<std::atomic<int>> times(n);
            for_each_on_deep_threads(n, n_threads, [&](std::size_t i) { ++times[i]; });
            for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(times[i], 1) << n << " " << n_threads << " " << i;
        }
    }
}

/// Holds 64 KiB a level; not a tail call, as what is below is looked at afterwards.
std::size_t descend(std::size_t levels) {
    std::array<volatile char, 1 << 16> room;  // NOLINT(cppcoreguidelines-pro-type-member-init): only the place counts
    room[levels] = 1;
    const std::size_t below = levels == 0 ? 0 : descend(levels - 1);
    return below + static_cast<std::size_t>(room[levels]);
}

TEST(DeepThreads, HaveRoomForDeepCalls) {
    std::size_t depth = 0;
    for_each_on_deep_threads(1, 1, [&](std::size_t) { depth = descend(500); });
    EXPECT_EQ(depth, 501u);
}

TEST(DeepThreads, HandOnTheFirstException) {
    for (const int n_threads : {1, 4}) {
        std::atomic<int> done{0};
        const auto body = [&](std::size_t i) {
            if (i == 5) throw std::runtime_error("at 5");
            ++done;
        };
        EXPECT_THROW(for_each_on_deep_threads(1'000'000, n_threads, body), std::runtime_error);
        EXPECT_GE(done, n_threads == 1 ? 5 : 0);
        EXPECT_LT(done, 1'000'000);
    }
}

}  // namespace
}  // namespace zk
