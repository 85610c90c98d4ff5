#include "kernels/collective/collective.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace zk {
namespace {

FeltExt element(std::uint32_t seed) {
    FeltExt x;
    for (int k = 0; k < FeltExt::kDegree; ++k) x.c[k] = Felt(seed * 1000003u + static_cast<std::uint32_t>(k) * 77777u);
    return x;
}

std::vector<std::byte> block(int rank, int to, std::size_t size) {
    return std::vector<std::byte>(size, static_cast<std::byte>(16 * rank + to));
}

void check_operations(Collective& group) {
    const auto rank = static_cast<std::uint32_t>(group.rank());
    const auto n = static_cast<std::uint32_t>(group.size());
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
        std::vector<FeltExt> values;
        std::vector<FeltExt> expected(size, FeltExt::zero());
        for (std::uint32_t i = 0; i < size; ++i) {
            values.push_back(element(100 * rank + i));
            for (std::uint32_t r = 0; r < n; ++r) expected[i] += element(100 * r + i);
        }
        group.all_reduce_sum(values);
        EXPECT_EQ(values, expected);

        std::vector<std::byte> gathered(size * n);
        group.all_gather(block(group.rank(), 0, size), gathered);
        std::vector<std::byte> send;
        for (int r = 0; r < group.size(); ++r) {
            const auto part = block(group.rank(), r, size);
            send.insert(send.end(), part.begin(), part.end());
        }
        std::vector<std::byte> received(size * n);
        group.all_to_all(send, received);
        for (int r = 0; r < group.size(); ++r) {
            const auto at = static_cast<std::ptrdiff_t>(size) * r;
            const auto last = at + static_cast<std::ptrdiff_t>(size);
            EXPECT_EQ(std::vector(gathered.begin() + at, gathered.begin() + last), block(r, 0, size));
            EXPECT_EQ(std::vector(received.begin() + at, received.begin() + last), block(r, group.rank(), size));
        }
    }
}

TEST(SingleCollective, MovesBytes) {
    const auto group = make_single_collective();
    EXPECT_EQ(group->rank(), 0);
    EXPECT_EQ(group->size(), 1);
    check_operations(*group);
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
        for (int repeat = 0; repeat < 20; ++repeat) check_operations(group);
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
