// Whole jobs under mpirun against a private PostgreSQL: sharing, kills, stops, damage.

#include "io/files/atomic_file.hpp"
#include "io/hdf5/artifacts.hpp"

#include <gtest/gtest.h>

#include "tests/support/postgres.hpp"
#include "tests/support/process.hpp"

#include <csignal>
#include <set>
#include <thread>

namespace zk::test {
namespace {

std::unique_ptr<PrivatePostgres> g_server;  // one server for the executable, see main

constexpr int kLaunchSeconds = 60;  // bound on waiting for a whole job; never a measure

class JobTest : public testing::Test {
  protected:
    JobTest() : url_(g_server->new_database()), store_(url_), data_(folder_.path() / "data") { store_.migrate(); }

    /// Chunks of one block each whose witness asks for `n_segments` and is `witness_bytes` long. A job may be watching: a row
    /// comes after its file.
    std::vector<std::string> add_tasks(
        std::uint64_t first, std::uint64_t last, std::uint8_t n_segments, std::size_t witness_bytes = 64
    ) {
        for (std::uint64_t number = first; number <= last; ++number) {
            const io::BlockRow row = sample_block(number);
            Bytes witness(witness_bytes, static_cast<std::uint8_t>(number));
            witness[0] = n_segments;
            io::write_block_file(data_.resolve(row.witness_path).value(), {number, row.hash, row.fork, witness, {}});
        }
        return add_chunks(store_, first, last);
    }

    /// n_ranks 0: without a launcher.
    Process start(int n_ranks, std::vector<std::string> flags = {}, const std::string& label = "job") {
        std::vector<std::string> command;
        if (n_ranks > 0) command = {"mpirun", "-np", std::to_string(n_ranks)};
        command.insert(command.end(), {ZK_TEST_JOB, "--database", url_, "--data", data_.root().string()});
        command.insert(command.end(), flags.begin(), flags.end());
        return Process{command, (folder_.path() / (label + std::to_string(++n_logs_) + ".log")).string()};
    }
    Process run(int n_ranks, std::vector<std::string> flags = {}) {
        Process job = start(n_ranks, std::move(flags));
        job.wait(kLaunchSeconds);
        return job;
    }
    /// Waits until the database knows of `n` finished segments.
    bool wait_for_segments(int n) {
        return eventually([&] { return std::stoi(scalar(url_, "SELECT count(*) FROM zk_segment")) >= n; });
    }
    template <class Condition>
    static bool eventually(Condition&& condition) {
        for (int i = 0; i < 400; ++i) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    /// All tasks verified, nothing active, each (task, segment) proved once as far as the database saw it.
    void expect_all_verified(std::size_t n_tasks, int n_attempts = 1) {
        EXPECT_EQ(
            scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4 AND proof IS NOT NULL"),
            std::to_string(n_tasks)
        );
        EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE active_attempts <> 0"), "0");
        EXPECT_EQ(
            scalar(url_, "SELECT count(*) FROM chunk WHERE total_attempts <> " + std::to_string(n_attempts)), "0"
        );
        EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task WHERE proving_status = 1"), "0");
        EXPECT_EQ(scalar(url_, "SELECT count(*) FROM zk_session WHERE ended_at IS NULL"), "0");
    }
    void expect_nothing_proved_twice() {
        EXPECT_EQ(
            scalar(
                url_,
                "SELECT count(*) FROM (SELECT p.task_id, s.segment FROM zk_segment s JOIN prover_task p USING (uuid) "
                "GROUP BY 1, 2 "
                "HAVING count(*) > 1) twice"
            ),
            "0"
        );
    }

    TemporaryFolder folder_;
    std::string url_;
    io::Store store_;
    io::DataFolder data_;
    int n_logs_ = 0;
};

TEST_F(JobTest, TheSameProofsFromAnyNumberOfRanks) {
    const auto hashes = add_tasks(1, 3, 4, 100'000);
    std::vector<std::vector<Bytes>> proofs;
    for (const int n_ranks : {0, ZK_TEST_RANKS}) {
        query(url_, "UPDATE chunk SET proving_status = 1, proof = NULL, total_attempts = 0");
        query(url_, "DELETE FROM prover_task");
        std::filesystem::remove_all(data_.root() / "proofs");
        const Process job = run(n_ranks, {"--piece-bytes", "1000"});
        ASSERT_EQ(job.exit_code(), 0) << job.log();
        expect_all_verified(3);
        expect_nothing_proved_twice();
        std::vector<Bytes>& found = proofs.emplace_back();
        for (const std::string& hash : hashes) {
            found.push_back(io::read_file(data_.proof_path(io::TaskType::kChunk, hash), 1u << 20).value());
            const auto task = io::read_task_file(data_.task_path(io::TaskType::kChunk, hash));
            ASSERT_TRUE(task) << task.error().message();
            EXPECT_EQ(task->proof, found.back());
            EXPECT_EQ(task->segments.size(), 4u);
            EXPECT_EQ(task->witness.size(), 100'000u);
            EXPECT_FALSE(std::filesystem::exists(data_.segment_folder(io::TaskType::kChunk, hash)));
        }
        EXPECT_EQ(found, proofs.front()) << n_ranks << " rank(s)";
        if (n_ranks > 1) {
            EXPECT_EQ(scalar(url_, "SELECT count(*) FROM zk_segment WHERE rank = 0"), "0");
        }
    }
    EXPECT_NE(
        scalar(url_, "SELECT convert_from(proof, 'UTF8') FROM chunk WHERE index = 0")
            .find("\"format\":\"test-proof/1\""),
        std::string::npos
    );
    const Process idle = run(0);
    EXPECT_EQ(idle.exit_code(), 0) << idle.log();
    EXPECT_NE(idle.log().find("nothing was pending"), std::string::npos) << idle.log();
}

TEST_F(JobTest, TwoJobsShareTheWork) {
    add_tasks(1, 8, 3);
    Process first = start(2, {"--segment-ms", "100"}, "first");
    Process second = start(2, {"--segment-ms", "100"}, "second");
    first.wait(kLaunchSeconds);
    second.wait(kLaunchSeconds);
    EXPECT_EQ(first.exit_code(), 0) << first.log();
    EXPECT_EQ(second.exit_code(), 0) << second.log();
    expect_all_verified(8);
    expect_nothing_proved_twice();
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM zk_segment"), "24");
    EXPECT_EQ(scalar(url_, "SELECT count(DISTINCT job) FROM zk_session"), "2") << first.log() << second.log();
}

/// Kills one rank in the middle, then lets the next job finish.
class KillTest : public JobTest, public testing::WithParamInterface<int> {};

TEST_P(KillTest, TheNextJobGoesOnFromTheFinishedSegments) {
    add_tasks(1, 2, 6);
    Process job = start(3, {"--segment-ms", "250"});
    ASSERT_TRUE(wait_for_segments(3)) << job.log();
    job.kill_rank(GetParam(), SIGKILL);
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 137) << job.log();
    EXPECT_NE(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4"), "2")
        << "killed too late to show anything";

    const Process next = run(3);
    ASSERT_EQ(next.exit_code(), 0) << next.log();
    EXPECT_NE(next.log().find("found finished on disk"), std::string::npos) << next.log();
    EXPECT_NE(next.log().find("expired, attempt returned"), std::string::npos) << next.log();
    expect_all_verified(2);
    expect_nothing_proved_twice();
}

INSTANTIATE_TEST_SUITE_P(Ranks, KillTest, testing::Values(0, 1));

TEST_F(JobTest, ADatabaseThatComesBackIsNotNoticedByTheProofs) {
    add_tasks(1, 2, 6);
    Process job = start(2, {"--segment-ms", "200"});
    ASSERT_TRUE(wait_for_segments(2)) << job.log();
    g_server->kill();
    EXPECT_TRUE(eventually([&] { return job.log().find("finished segments are kept on disk") != std::string::npos; }));
    g_server->start();
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("the database is back"), std::string::npos) << job.log();
    expect_all_verified(2);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, TheFirstJobBackLeavesTheOthersTimeToRenew) {
    add_tasks(1, 2, 6);
    io::ClaimRequest request;
    request.job = "cccccccc-0000-4000-8000-000000000000";
    request.prover_key = "02";
    request.prover_name = "other";
    request.prover_version = "v0";
    request.lease_sec = 3;
    const auto other = store_.claim(request);
    ASSERT_TRUE(other);
    Process job = start(0, {"--segment-ms", "300"});
    ASSERT_TRUE(wait_for_segments(1)) << job.log();
    ASSERT_TRUE(store_.heartbeat({other->session}, 3).empty());
    store_.close();
    g_server->kill();
    std::this_thread::sleep_for(std::chrono::milliseconds(4'000));  // longer than the lease
    g_server->start();
    EXPECT_TRUE(eventually([&] { return job.log().find("the database is back") != std::string::npos; })) << job.log();
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200));  // two heartbeats of the job
    EXPECT_TRUE(store_.heartbeat({other->session}, 0.5).empty()) << "ended although nobody could renew: " << job.log();
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("lease of other"), std::string::npos) << "expired in the end: " << job.log();
    expect_all_verified(2);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, ADatabaseThatStaysAwayEndsTheJobWith75AndNothingIsLost) {
    const auto hash = add_tasks(1, 1, 8)[0];
    Process job = start(0, {"--segment-ms", "200", "--patience-ms", "1500"});
    ASSERT_TRUE(wait_for_segments(1)) << job.log();
    g_server->kill();
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    std::size_t n_files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{data_.segment_folder(io::TaskType::kChunk, hash)}) {
        n_files += entry.path().extension() == ".h5" ? 1 : 0;
    }
    EXPECT_GT(n_files, 1u) << "segments finished while the database was away";
    g_server->start();
    const Process next = run(0);
    EXPECT_EQ(next.exit_code(), 0) << next.log();
    EXPECT_NE(next.log().find("8 segment(s), " + std::to_string(n_files) + " finished earlier"), std::string::npos)
        << next.log();
    expect_all_verified(1);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, ADatabaseThatStaysAwayFromAJobWithoutTasksEndsItWith75) {
    Process job = start(0, {"--watch", "1", "--patience-ms", "3000"});
    ASSERT_TRUE(eventually([&] { return job.log().find("waiting: 0 task(s)") != std::string::npos; })) << job.log();
    g_server->kill();
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    EXPECT_EQ(job.log().find("the database is back"), std::string::npos) << job.log();
    g_server->start();
}

TEST_F(JobTest, AStopHandsBackAndADamagedSegmentFileIsProvedAgain) {
    const auto hash = add_tasks(1, 1, 10)[0];
    Process job = start(3, {"--segment-ms", "200"});
    ASSERT_TRUE(wait_for_segments(4)) << job.log();
    job.signal(SIGUSR1);
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    EXPECT_EQ(
        scalar(url_, "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk"), "1 0 0"
    );

    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{data_.segment_folder(io::TaskType::kChunk, hash)}) {
        files.push_back(entry.path());
    }
    ASSERT_GE(files.size(), 4u);
    ASSERT_LT(files.size(), 10u) << "stopped too late to show anything";
    Bytes bytes = io::read_file(files[0], 1u << 20).value();
    for (std::size_t at = bytes.size() / 2; at < bytes.size(); at += 7) bytes[at] ^= 0x55;
    io::write_atomic(files[0], bytes);
    io::write_atomic(files[1], ByteView{bytes}.first(100));

    const Process next = run(1);
    EXPECT_EQ(next.exit_code(), 0) << next.log();
    EXPECT_NE(next.log().find(files[0].filename().string()), std::string::npos) << next.log();
    EXPECT_NE(next.log().find("the segment is proved again"), std::string::npos) << next.log();
    EXPECT_NE(
        next.log().find("10 segment(s), " + std::to_string(files.size() - 2) + " finished earlier"), std::string::npos
    ) << next.log();
    expect_all_verified(1);
}

TEST_F(JobTest, AJobThatSleptThroughItsLeaseLetsGo) {
    add_tasks(1, 1, 8);
    Process sleeper = start(0, {"--segment-ms", "200"}, "sleeper");
    ASSERT_TRUE(wait_for_segments(2)) << sleeper.log();
    sleeper.signal(SIGSTOP);
    const Process other = run(0);
    EXPECT_EQ(other.exit_code(), 0) << other.log();
    EXPECT_NE(other.log().find("expired, attempt returned"), std::string::npos) << other.log();
    expect_all_verified(1);
    sleeper.signal(SIGCONT);
    sleeper.wait(kLaunchSeconds);
    EXPECT_EQ(sleeper.exit_code(), 0) << sleeper.log();
    EXPECT_NE(sleeper.log().find("the session was ended by others"), std::string::npos) << sleeper.log();
    expect_all_verified(1);
}

TEST_F(JobTest, ALeaseLostWhileFinishingDoesNotCostTheProof) {
    add_tasks(1, 1, 2);
    Process job = start(0, {"--finish-ms", "3000"});
    ASSERT_TRUE(wait_for_segments(2)) << job.log();
    query(url_, "UPDATE prover_task SET proving_status = 3, failure_type = 1");
    query(url_, "UPDATE zk_session SET ended_at = now()");
    query(url_, "UPDATE chunk SET proving_status = 1, active_attempts = 0, total_attempts = 0");
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("committed, after its lease"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task"), "1") << "taken twice by one job: " << job.log();
    expect_all_verified(1, 0);
}

TEST_F(JobTest, AWatchingJobTakesWhatComesAndEndsOnRequest) {
    Process job = start(0, {"--watch", "1"});
    EXPECT_TRUE(eventually([&] { return job.log().find("waiting") != std::string::npos; })) << job.log();
    add_tasks(1, 1, 2);
    EXPECT_TRUE(eventually([&] { return job.log().find("verified and committed") != std::string::npos; })) << job.log();
    job.signal(SIGTERM);
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << "stopped with nothing left to do" << job.log();
    expect_all_verified(1);
}

TEST_F(JobTest, ASecondSignalCutsTheGraceShort) {
    add_tasks(1, 1, 2);
    Process job = start(0, {"--segment-ms", "30000"});
    ASSERT_TRUE(eventually([&] { return job.log().find("0 finished earlier") != std::string::npos; })) << job.log();
    job.signal(SIGTERM);
    EXPECT_TRUE(eventually([&] { return job.log().find("stop requested") != std::string::npos; })) << job.log();
    std::this_thread::sleep_for(std::chrono::milliseconds(800));
    job.signal(SIGTERM);
    job.wait(15);
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    EXPECT_EQ(
        scalar(url_, "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk"), "1 0 0"
    );
}

TEST_F(JobTest, WorkThatDoesNotStopIsLeftBehind) {
    add_tasks(1, 1, 2);
    Process job = start(2, {"--segment-ms", "30000", "--stubborn", "1", "--grace-ms", "300"});
    ASSERT_TRUE(eventually([&] { return job.log().find("0 finished earlier") != std::string::npos; })) << job.log();
    job.signal(SIGUSR1);
    job.wait(25);
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    EXPECT_EQ(
        scalar(url_, "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk"), "1 0 0"
    );
}

TEST_F(JobTest, TheWorkOfAHungRankGoesToAnother) {
    add_tasks(1, 1, 4);
    const Process job =
        run(3, {"--slow-rank", "1", "--slow-ms", "600000", "--stubborn", "1", "--answer-limit-ms", "1500"});
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("has not answered"), std::string::npos) << job.log();
    expect_all_verified(1);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, ALateAnswerIsTakenOnce) {
    add_tasks(1, 1, 6);
    const Process job =
        run(3, {"--segment-ms", "700", "--slow-rank", "1", "--slow-ms", "3000", "--answer-limit-ms", "1000"});
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("answers again"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM zk_segment"), "6");
    expect_all_verified(1);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, AJobWhoseProversAllHangHandsBack) {
    add_tasks(1, 1, 2);
    for (const int n_ranks : {0, 2}) {
        const Process job = run(n_ranks, {"--segment-ms", "600000", "--stubborn", "1", "--answer-limit-ms", "1000"});
        EXPECT_EQ(job.exit_code(), 75) << job.log();
        EXPECT_NE(job.log().find("no prover answers"), std::string::npos) << job.log();
        EXPECT_EQ(
            scalar(url_, "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk"), "1 0 0"
        );
    }
}

TEST_F(JobTest, AJobEndsWithoutAFrozenRank) {
    add_tasks(1, 1, 6);
    Process job = start(3, {"--segment-ms", "300", "--answer-limit-ms", "1500"});
    ASSERT_TRUE(wait_for_segments(1)) << job.log();
    job.kill_rank(1, SIGSTOP);
    job.wait(40);
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    EXPECT_NE(job.log().find("1 rank(s) did not leave"), std::string::npos) << job.log();
    expect_all_verified(1);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, AWrongProofIsRefusedAndTheAttemptCounts) {
    add_tasks(1, 1, 3);
    const Process job = run(2, {"--lie-rank", "1", "--lie-once", (folder_.path() / "lied").string()});
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("from rank 1"), std::string::npos) << job.log();
    EXPECT_NE(job.log().find("does not verify"), std::string::npos) << job.log();
    expect_all_verified(1, 2);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task WHERE proving_status = 3 AND failure_type = 3"), "1");
}

TEST_F(JobTest, ATaskWithoutAttemptsLeftIsFailedAndTheJobSaysSo) {
    add_tasks(1, 1, 2);
    const Process job = run(2, {"--lie-rank", "1", "--max-attempts", "2"});
    EXPECT_EQ(job.exit_code(), 1) << job.log();
    EXPECT_EQ(
        scalar(url_, "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk"), "5 2 0"
    );
    EXPECT_NE(store_.status(2).failed.at(0).last_error.find("does not verify"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(data_.root() / "proofs"));
}

TEST_F(JobTest, TheFifthExpiredLeaseFailsTheTask) {
    const auto hash = add_tasks(1, 1, 2)[0];
    io::ClaimRequest request;
    request.job = "cccccccc-0000-4000-8000-000000000000";
    request.prover_key = "02";
    request.prover_name = "gone";
    request.prover_version = "v0";
    request.lease_sec = 0.01;
    ASSERT_TRUE(store_.claim(request));
    query(url_, "UPDATE zk_task SET n_expired = 4");
    const Process job = run(0);
    EXPECT_EQ(job.exit_code(), 1) << job.log();
    EXPECT_NE(job.log().find("lease expired 5 times without a new finished segment"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk"), "5");
}

TEST_F(JobTest, ATaskOfAnotherRangeThatFailsIsNotThisJobs) {
    add_tasks(1, 2, 2);
    io::ClaimRequest request;
    request.job = "cccccccc-0000-4000-8000-000000000000";
    request.prover_key = "02";
    request.prover_name = "gone";
    request.prover_version = "v0";
    request.lease_sec = 0.01;
    ASSERT_TRUE(store_.claim(request));
    query(url_, "UPDATE zk_task SET n_expired = 4");
    const Process job = run(0, {"--first", "2"});
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("task failed"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk WHERE index = 0"), "5");
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk WHERE index = 1"), "4");
}

TEST_F(JobTest, ATaskThatRepairFailsCounts) {
    add_tasks(1, 1, 2);
    query(url_, "UPDATE chunk SET proving_status = 2, total_attempts = 5");
    const Process job = run(0);
    EXPECT_EQ(job.exit_code(), 1) << job.log();
    EXPECT_NE(job.log().find("all attempts used"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk"), "5");
}

TEST_F(JobTest, RanksOfDifferentVersionsDoNotMix) {
    add_tasks(1, 1, 2);
    const Process job = run(3, {"--other-version-rank", "2"});
    EXPECT_EQ(job.exit_code(), 3) << job.log();
    EXPECT_NE(job.log().find("\"test-engine 1\""), std::string::npos) << job.log();
    EXPECT_NE(job.log().find("\"test-engine 2\""), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task"), "0");
}

TEST_F(JobTest, BelowTheFreeSpaceMarkNoTaskIsTaken) {
    add_tasks(1, 1, 2);
    const Process job = run(0, {"--min-free-bytes", "9000000000000000000"});
    EXPECT_EQ(job.exit_code(), 75) << job.log();
    EXPECT_NE(job.log().find("no new task is taken"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task"), "0");
}

TEST_F(JobTest, BelowTheFreeSpaceMarkAJobWithNothingToDoIsDone) {
    const Process job = run(0, {"--min-free-bytes", "9000000000000000000"});
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_NE(job.log().find("nothing was pending"), std::string::npos) << job.log();
}

TEST_F(JobTest, ADataFolderThatIsRefusedForAWhileIsWaitedFor) {
    add_tasks(1, 1, 2);
    std::filesystem::rename(data_.root(), folder_.path() / "away");
    std::filesystem::create_symlink(data_.root(), data_.root());
    Process job = start(0);
    EXPECT_TRUE(eventually([&] { return job.log().find("no new task is taken") != std::string::npos; })) << job.log();
    std::filesystem::remove(data_.root());
    std::filesystem::rename(folder_.path() / "away", data_.root());
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    expect_all_verified(1);
}

TEST_F(JobTest, RefusedWritesAreTriedAgain) {
    add_tasks(1, 1, 3);
    // A file where a folder must be refuses every write below it.
    io::write_atomic(data_.root() / "segments", Bytes{1});
    io::write_atomic(data_.root() / "proofs", Bytes{1});
    Process job = start(0);
    EXPECT_TRUE(eventually([&] { return job.log().find("kept in memory") != std::string::npos; })) << job.log();
    std::filesystem::remove(data_.root() / "segments");
    EXPECT_TRUE(eventually([&] { return job.log().find("(3/3)") != std::string::npos; })) << job.log();
    std::filesystem::remove(data_.root() / "proofs");
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    expect_all_verified(1);
    expect_nothing_proved_twice();
}

TEST_F(JobTest, ARefusedWitnessIsReadAgain) {
    add_tasks(1, 2, 2);
    const auto witness = data_.resolve(sample_block(1).witness_path).value();
    std::filesystem::rename(witness, folder_.path() / "witness");
    std::filesystem::create_symlink(witness, witness);  // refused as a loop, whoever asks
    Process job = start(0);
    EXPECT_TRUE(eventually([&] { return job.log().find("no new task is taken") != std::string::npos; })) << job.log();
    std::filesystem::rename(folder_.path() / "witness", witness);
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    EXPECT_EQ(job.log().find("handed back"), std::string::npos) << job.log();
    expect_all_verified(2);
}

TEST_F(JobTest, AWitnessThatStaysRefusedIsLeftForTheOthers) {
    add_tasks(1, 2, 2);
    const auto witness = data_.resolve(sample_block(1).witness_path).value();
    std::filesystem::remove(witness);
    std::filesystem::create_symlink(witness, witness);
    const Process job = run(0, {"--patience-ms", "10000"});
    EXPECT_EQ(job.exit_code(), 1) << job.log();
    EXPECT_NE(job.log().find("handed back"), std::string::npos) << job.log();
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk WHERE index = 0"), "1");
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk WHERE index = 1"), "4");
}

TEST_F(JobTest, AWatchingJobLooksAgainForAMissingWitness) {
    add_tasks(1, 1, 2);
    const auto witness = data_.resolve(sample_block(1).witness_path).value();
    std::filesystem::rename(witness, folder_.path() / "witness");
    Process job = start(0, {"--watch", "1", "--rest-ms", "1000"});
    EXPECT_TRUE(eventually([&] { return job.log().find("handed back") != std::string::npos; })) << job.log();
    std::filesystem::rename(folder_.path() / "witness", witness);
    EXPECT_TRUE(eventually([&] { return job.log().find("verified and committed") != std::string::npos; })) << job.log();
    job.signal(SIGTERM);
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
    expect_all_verified(1);
}

TEST_F(JobTest, ARefusedWriteDoesNotOutliveItsTask) {
    add_tasks(1, 1, 2);
    io::write_atomic(data_.root() / "segments", Bytes{1});
    Process job = start(0, {"--watch", "1"});
    EXPECT_TRUE(eventually([&] { return job.log().find("kept in memory") != std::string::npos; })) << job.log();
    query(url_, "UPDATE prover_task SET proving_status = 3");
    query(url_, "UPDATE zk_session SET ended_at = now()");
    query(url_, "UPDATE chunk SET proving_status = 4, active_attempts = 0, proof = 'another'");
    EXPECT_TRUE(eventually([&] { return job.log().find("ended by others") != std::string::npos; })) << job.log();
    std::filesystem::remove(data_.root() / "segments");
    add_tasks(2, 2, 2);
    EXPECT_TRUE(eventually([&] { return job.log().find("verified and committed") != std::string::npos; })) << job.log();
    job.signal(SIGTERM);
    job.wait(kLaunchSeconds);
    EXPECT_EQ(job.exit_code(), 0) << job.log();
}

TEST_F(JobTest, AMissingWitnessIsHandedBackAndTheOthersAreProved) {
    add_tasks(1, 2, 2);
    std::filesystem::remove(data_.resolve(sample_block(1).witness_path).value());
    const Process job = run(0);
    EXPECT_EQ(job.exit_code(), 1) << job.log();
    EXPECT_NE(job.log().find("handed back"), std::string::npos) << job.log();
    EXPECT_EQ(
        scalar(
            url_, "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk WHERE index = 0"
        ),
        "1 0 0"
    );
    EXPECT_EQ(scalar(url_, "SELECT proving_status FROM chunk WHERE index = 1"), "4");
}

TEST_F(JobTest, NoDatabaseAtTheStartIsTheEnvironmentsFault) {
    url_ = "postgresql:///postgres?host=/nowhere/at/all&user=zkprove";
    const Process job = run(2);
    EXPECT_EQ(job.exit_code(), 3) << job.log();
}

}  // namespace
}  // namespace zk::test

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    zk::test::set_launcher_environment();
    zk::test::g_server = std::make_unique<zk::test::PrivatePostgres>();
    const int code = RUN_ALL_TESTS();
    zk::test::g_server.reset();
    return code;
}
