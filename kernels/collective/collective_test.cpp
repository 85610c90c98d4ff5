#include "kernels/collective/collective.hpp"

#include "kernels/test/collective_checks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace zk {
namespace {

TEST(SingleCollective, MovesBytes) {
    const auto group = make_single_collective();
    EXPECT_EQ(group->rank(), 0);
    EXPECT_EQ(group->size(), 1);
    test::check_operations(*group);
}

TEST(SingleCollective, RefusesUnequalSizes) {
    const auto group = make_single_collective();
    std::vector<std::byte> four(4), five(5);
    EXPECT_THROW(group->all_gather(four, five), std::invalid_argument);
    EXPECT_THROW(group->all_to_all(four, five), std::invalid_argument);
}

class InProcess : public testing::TestWithParam<int> {};

TEST_P(InProcess, MovesBytes) {
    std::atomic<int> ranks = 0;
    run_in_process_group(GetParam(), [&](Collective& group) {
        EXPECT_EQ(group.size(), GetParam());
        ranks += 1 << group.rank();
        for (int repeat = 0; repeat < 20; ++repeat) test::check_operations(group);
    });
    EXPECT_EQ(ranks.load(), (1 << GetParam()) - 1);
}

INSTANTIATE_TEST_SUITE_P(Sizes, InProcess, testing::Values(1, 2, 4, 8));

TEST(InProcessGroup, AFailureReleasesTheOthersAndIsRethrown) {
    std::atomic<int> released = 0;
    const auto body = [&](Collective& group) {
        if (group.rank() == 2) throw std::domain_error("rank 2 gave up");
        std::vector<FeltExt> values(3, FeltExt::one());
        try {
            group.all_reduce_sum(values);
        } catch (...) {
            ++released;
            throw;
        }
    };
    EXPECT_THROW(run_in_process_group(4, body), std::domain_error);
    EXPECT_EQ(released.load(), 3);
}

TEST(InProcessGroup, AMemberThatReturnsEarlyDoesNotHangTheOthers) {
    const auto body = [](Collective& group) {
        std::vector<FeltExt> values(1, FeltExt::one());
        if (group.rank() != 1) group.all_reduce_sum(values);
    };
    EXPECT_THROW(run_in_process_group(2, body), std::logic_error);
}

TEST(InProcessGroup, DisagreementAboutSizesThrows) {
    const auto body = [](Collective& group) {
        std::vector<FeltExt> values(static_cast<std::size_t>(1 + group.rank()), FeltExt::one());
        group.all_reduce_sum(values);
    };
    EXPECT_THROW(run_in_process_group(2, body), std::invalid_argument);
}

TEST(InProcessGroup, RefusesAWrongReceiveSize) {
    const auto body = [](Collective& group) {
        std::vector<std::byte> three(3), receive(5);
        group.all_gather(three, receive);
    };
    EXPECT_THROW(run_in_process_group(2, body), std::invalid_argument);
}

TEST(InProcessGroup, SizeIsAPowerOfTwo) {
    for (const int n : {-1, 0, 3, 6}) EXPECT_THROW(run_in_process_group(n, [](Collective&) {}), std::invalid_argument);
}

}  // namespace
}  // namespace zk
