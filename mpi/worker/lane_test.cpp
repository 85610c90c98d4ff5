#include "mpi/worker/lane.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace zk::mpi {
namespace {

using std::chrono::milliseconds;

void poll_until_idle(Lane& lane) {
    while (lane.busy()) {
        lane.poll();
        std::this_thread::sleep_for(milliseconds(1));
    }
}

TEST(Lane, WorkRunsInOrderElsewhereAndCompletionsHere) {
    Lane lane;
    const auto here = std::this_thread::get_id();
    std::vector<int> order;
    for (int i = 0; i < 10; ++i) {
        lane.post([&order, here, i]() -> Lane::Completion {
            const bool elsewhere = std::this_thread::get_id() != here;
            return [&order, here, i, elsewhere] {
                EXPECT_TRUE(elsewhere);
                EXPECT_EQ(std::this_thread::get_id(), here);
                order.push_back(i);
            };
        });
    }
    poll_until_idle(lane);
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_FALSE(lane.poll());
    EXPECT_TRUE(lane.leave(1'000));
}

TEST(Lane, ItsStackIsItsOwn) {
    Lane lane;
    std::size_t used = 0;
    lane.post([&used]() -> Lane::Completion {
        // More than the 8 MiB that threads usually get.
        volatile char block[20u << 20];
        block[0] = 1;
        block[sizeof(block) - 1] = 1;
        return [&used] { used = sizeof(block); };
    });
    poll_until_idle(lane);
    EXPECT_EQ(used, 20u << 20);
    EXPECT_TRUE(lane.leave(1'000));
}

TEST(Lane, LeavingDropsTheQueueAndReportsWorkThatDoesNotEnd) {
    static std::atomic<bool> release{false};
    static std::atomic<bool> started{false};
    static std::atomic<int> n_ran{0};
    auto lane = std::make_unique<Lane>();
    lane->post([]() -> Lane::Completion {
        started = true;
        while (!release) std::this_thread::sleep_for(milliseconds(1));
        ++n_ran;
        return [] {};
    });
    lane->post([]() -> Lane::Completion {
        ++n_ran;
        return [] {};
    });
    while (!started) std::this_thread::sleep_for(milliseconds(1));
    EXPECT_FALSE(lane->leave(20));
    release = true;
    EXPECT_TRUE(lane->leave(5'000));
    EXPECT_EQ(n_ran, 1);
}

}  // namespace
}  // namespace zk::mpi
