#pragma once
// What every Collective does, whatever carries its bytes.

#include "kernels/collective/collective.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zk::test {

inline FeltExt element(std::uint32_t seed) {
    FeltExt x;
    for (int k = 0; k < FeltExt::kDegree; ++k) x.c[k] = Felt(seed * 1000003u + static_cast<std::uint32_t>(k) * 77777u);
    return x;
}

inline std::vector<std::byte> block(int rank, int to, std::size_t size) {
    return std::vector<std::byte>(size, static_cast<std::byte>(16 * rank + to));
}

/// Called by every member.
inline void check_operations(Collective& group) {
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

}  // namespace zk::test
