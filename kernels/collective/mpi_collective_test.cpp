// Run under mpirun; the argument is the number of ranks there must be.

#include "kernels/collective/mpi_collective.hpp"

#include "kernels/test/collective_checks.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <ctime>
#include <stdexcept>
#include <thread>

namespace zk {
namespace {

/// The number that the launcher was asked for: the test's argument.
int expected_ranks = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): set once by main

TEST(MpiCollective, KnowsTheWorld) {
    const auto group = make_mpi_world_collective();
    int rank = -1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    EXPECT_EQ(group->size(), expected_ranks);
    EXPECT_EQ(group->rank(), rank);
}

TEST(MpiCollective, MovesBytes) {
    const auto group = make_mpi_world_collective();
    for (int repeat = 0; repeat < 3; ++repeat) test::check_operations(*group);
}

TEST(MpiCollective, SplitsWhatExceedsAPiece) {
    const MPI_Comm world = MPI_COMM_WORLD;
    for (const std::size_t piece_bytes : {1u, 7u, 256u}) {
        const auto group = make_mpi_collective(&world, piece_bytes);
        test::check_operations(*group);
    }
}

TEST(MpiCollective, SubgroupsAreApart) {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm half = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank % 2, rank, &half);
    {
        const auto group = make_mpi_collective(&half);
        EXPECT_EQ(group->size(), expected_ranks == 1 ? 1 : expected_ranks / 2);
        test::check_operations(*group);
    }
    MPI_Comm_free(&half);
}

TEST(MpiCollective, ARankThatWaitsLeavesItsCoreAlone) {
    const auto group = make_mpi_world_collective();
    std::vector<FeltExt> value(1, FeltExt::one());
    group->all_reduce_sum(value);
    const std::clock_t before = std::clock();
    if (group->rank() == 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    group->all_reduce_sum(value);
    EXPECT_EQ(value[0], FeltExt(Felt(static_cast<std::uint32_t>(expected_ranks * expected_ranks))));
    // A spinning wait would burn the whole second.
    EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC / 2);
}

TEST(MpiCollective, RefusesWrongSizes) {
    const auto group = make_mpi_world_collective();
    std::vector<std::byte> send(3), receive(3 * static_cast<std::size_t>(group->size()) + 1);
    EXPECT_THROW(group->all_gather(send, receive), std::invalid_argument);
    EXPECT_THROW(group->all_to_all(send, receive), std::invalid_argument);
    const MPI_Comm world = MPI_COMM_WORLD;
    EXPECT_THROW((void)make_mpi_collective(&world, 0), std::invalid_argument);
    EXPECT_THROW((void)make_mpi_collective(&world, kMpiPieceBytes + 1), std::invalid_argument);
}

TEST(MpiCollective, RefusesThreeRanks) {
    if (expected_ranks < 4) GTEST_SKIP() << "needs 4 ranks";
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm part = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank == 3 ? 1 : 0, rank, &part);
    if (rank == 3) {
        EXPECT_EQ(make_mpi_collective(&part)->size(), 1);
    } else {
        EXPECT_THROW((void)make_mpi_collective(&part), std::invalid_argument);
    }
    MPI_Comm_free(&part);
}

}  // namespace
}  // namespace zk

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    testing::InitGoogleTest(&argc, argv);
    zk::expected_ranks = argc > 1 ? std::stoi(argv[1]) : 1;
    const int status = RUN_ALL_TESTS();
    MPI_Finalize();
    return status;
}
