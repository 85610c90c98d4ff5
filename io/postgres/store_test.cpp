#include "io/postgres/store.hpp"

#include "io/postgres/migrations.hpp"

#include <gtest/gtest.h>

#include "tests/support/postgres.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

namespace zk::io {
namespace {

using test::query;
using test::sample_block;
using test::sample_chunk;
using test::scalar;

std::unique_ptr<test::PrivatePostgres> g_server;  // one server for the executable, see main

constexpr const char* kJobA = "aaaaaaaa-0000-4000-8000-000000000000";
constexpr const char* kJobB = "bbbbbbbb-0000-4000-8000-000000000000";

class StoreTest : public testing::Test {
  protected:
    StoreTest() : url_(g_server->new_database()), store_(url_) { store_.migrate(); }

    static ClaimRequest request(const char* job = kJobA) {
        ClaimRequest request;
        request.job = job;
        request.prover_key = "02" + std::string(64, 'a');
        request.prover_name = "host:test";
        request.prover_version = "v0-test";
        request.backoff_sec = 0;
        return request;
    }
    /// proving_status total active of a chunk.
    std::string state(const std::string& hash) {
        return scalar(
            url_,
            "SELECT proving_status || ' ' || total_attempts || ' ' || active_attempts FROM chunk WHERE hash = '" +
                hash + "'"
        );
    }
    void age_leases() {
        query(url_, "UPDATE zk_session SET lease_expires_at = now() - interval '1 second' WHERE ended_at IS NULL");
    }

    std::string url_;
    Store store_;
};

// ------------------------------------------------------------------------------------------------------- schema

TEST_F(StoreTest, MigratingTwiceChangesNothing) {
    EXPECT_TRUE(store_.migrate().empty());
    EXPECT_NO_THROW(store_.require_schema());
    EXPECT_EQ(scalar(url_, "SELECT max(version) FROM zk_migrations"), std::to_string(migrations().back().version));
}

TEST(StoreSchema, AMigrationWaitsBeyondTheLimitsOfACall) {
    using namespace std::chrono_literals;
    const std::string url = g_server->new_database();
    std::thread other{[&] { query(url, "SELECT pg_advisory_xact_lock(34458077859116645), pg_sleep(1.5)"); }};
    while (scalar(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted") == "0") {
        std::this_thread::sleep_for(10ms);
    }
    Store store{url, {.lock = 200ms, .statement = 300ms, .call = 400ms}};
    EXPECT_NO_THROW(store.migrate());
    other.join();
    EXPECT_NO_THROW(store.require_schema());
}

TEST_F(StoreTest, ScrollColumnsAreTheirs) {
    const auto columns = [this](const std::string& table) {
        std::string text;
        for (const auto& row : query(
                 url_,
                 "SELECT column_name || ':' || udt_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END FROM "
                 "information_schema.columns WHERE table_name = '" +
                     table + "' ORDER BY column_name"
             )) {
            text += row[0] + " ";
        }
        return text;
    };
    EXPECT_EQ(
        columns("chunk"),
        "active_attempts:int2 batch_hash:varchar? blob_size:int4? codec_version:int2 crc_max:int4? "
        "created_at:timestamp "
        "deleted_at:timestamp? enable_compress:bool end_block_hash:varchar end_block_number:int8 hash:varchar "
        "index:int8 "
        "parent_chunk_hash:varchar parent_chunk_state_root:varchar post_l1_message_queue_hash:varchar? "
        "prev_l1_message_queue_hash:varchar? proof:bytea? proof_time_sec:int4? proved_at:timestamp? "
        "prover_assigned_at:timestamp? proving_status:int2 start_block_hash:varchar start_block_number:int8 "
        "start_block_time:int8 state_root:varchar total_attempts:int2 total_l1_commit_calldata_size:int4 "
        "total_l1_commit_gas:int8 total_l1_messages_popped_before:int8 total_l1_messages_popped_in_chunk:int4 "
        "total_l2_tx_gas:int8 total_l2_tx_num:int4 updated_at:timestamp withdraw_root:varchar "
    );
    EXPECT_EQ(
        columns("prover_task"),
        "assigned_at:timestamp created_at:timestamp deleted_at:timestamp? failure_type:int2 id:int8 metadata:bytea? "
        "proof:bytea? prover_name:varchar prover_public_key:varchar prover_version:varchar proving_status:int2 "
        "reward:numeric task_id:varchar task_type:int2 updated_at:timestamp uuid:uuid "
    );
    EXPECT_EQ(
        columns("l2_block"),
        "block_timestamp:numeric chunk_hash:varchar? created_at:timestamp deleted_at:timestamp? gas_used:int8 "
        "hash:varchar "
        "header:text number:int8 parent_hash:varchar row_consumption:text state_root:varchar transactions:text "
        "tx_num:int4 "
        "updated_at:timestamp withdraw_root:varchar "
    );
    EXPECT_EQ(
        scalar(
            url_,
            "SELECT count(*) FROM pg_indexes WHERE tablename IN "
            "('l2_block','chunk','batch','bundle','prover_task','challenge',"
            "'prover_block_list','l1_message','blob_upload') AND indexname NOT LIKE 'zk_%'"
        ),
        "40"
    );
}

TEST(StoreSchema, AnEmptyDatabaseIsRefusedWithTheCommandToRun) {
    Store store{g_server->new_database()};
    try {
        store.require_schema();
        FAIL() << "accepted";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.next(), Next::kGiveUp);
        EXPECT_NE(std::string(error.what()).find("zkprove migrate"), std::string::npos) << error.what();
    }
}

TEST(StoreSchema, AnOldForeignSchemaIsRefusedNamingWhatIsMissing) {
    const std::string url = g_server->new_database();
    query(url, "CREATE TABLE chunk (index BIGINT, hash VARCHAR)");
    Store store{url};
    try {
        store.migrate();
        FAIL() << "accepted";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.next(), Next::kGiveUp);
        EXPECT_NE(std::string(error.what()).find("chunk.codec_version"), std::string::npos) << error.what();
    }
    EXPECT_EQ(scalar(url, "SELECT to_regclass('zk_task') IS NULL"), "t") << "half a migration was left behind";
}

TEST(StoreSchema, AForeignSchemaThatIsCurrentIsKept) {
    const std::string url = g_server->new_database();
    query(url, std::string(migrations()[0].sql));
    Store store{url};
    const auto steps = store.migrate();
    ASSERT_EQ(steps.size(), migrations().size());
    EXPECT_NE(steps[0].find("found"), std::string::npos);
    EXPECT_NO_THROW(store.require_schema());
}

TEST(StoreSchema, ANewerSchemaIsRefused) {
    const std::string url = g_server->new_database();
    Store store{url};
    store.migrate();
    query(url, "INSERT INTO zk_migrations (version, name, note) VALUES (99, 'x', 'x')");
    EXPECT_THROW(store.migrate(), DatabaseError);
    EXPECT_THROW(store.require_schema(), DatabaseError);
}

// ------------------------------------------------------------------------------------------------ blocks and chunks

TEST_F(StoreTest, TheSameBlockAgainChangesNothingAndAnotherIsRefused) {
    EXPECT_EQ(store_.insert_block(sample_block(5)).value(), Store::Inserted::kNew);
    EXPECT_EQ(store_.insert_block(sample_block(5)).value(), Store::Inserted::kSame);
    BlockRow other = sample_block(5);
    other.hash = test::hash_of(77);
    const auto refused = store_.insert_block(other);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message().find(test::hash_of(5)), std::string::npos);
    EXPECT_NE(refused.error().message().find(test::hash_of(77)), std::string::npos);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM l2_block"), "1");
    const auto block = store_.block(5);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->hash, test::hash_of(5));
    EXPECT_EQ(block->fork, "galileo");
    EXPECT_EQ(block->block_timestamp, 1'700'000'005u);
    EXPECT_FALSE(store_.block(6));
}

TEST_F(StoreTest, ABlockThatReplacesARemovedOneHasItsWitness) {
    ASSERT_TRUE(store_.insert_block(sample_block(5)));
    query(url_, "UPDATE l2_block SET deleted_at = now()");
    BlockRow other = sample_block(5);
    other.hash = test::hash_of(77);
    other.fork = "feynman";
    other.witness_path = DataFolder::block_path(5, other.hash);
    // What another writer put there is not ours before it is ingested.
    query(
        url_,
        "INSERT INTO l2_block SELECT number, '" + other.hash +
            "', parent_hash, header, transactions, withdraw_root, state_root, tx_num, gas_used, block_timestamp, "
            "row_consumption FROM l2_block"
    );
    EXPECT_TRUE(store_.block_numbers({5, 5}).empty());
    EXPECT_EQ(store_.insert_block(other).value(), Store::Inserted::kSame);
    EXPECT_EQ(store_.block_numbers({5, 5}), std::vector<std::uint64_t>{5});
    const auto block = store_.block(5);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->hash, other.hash);
    EXPECT_EQ(block->fork, "feynman");
    EXPECT_EQ(block->witness_path, other.witness_path);
    other.witness_path = "elsewhere";
    EXPECT_EQ(store_.insert_block(other).value(), Store::Inserted::kSame);
    EXPECT_NE(store_.block(5)->witness_path, other.witness_path) << "the same block again changes nothing";
}

TEST_F(StoreTest, AChunkTakesItsBlocksOrNothingHappens) {
    for (const std::uint64_t number : {10, 11, 12, 14}) ASSERT_TRUE(store_.insert_block(sample_block(number)));
    EXPECT_EQ(store_.insert_chunk(sample_chunk(10, 11)).value(), 0u);
    EXPECT_EQ(store_.blocks_without_chunk(0, 100).size(), 2u);
    const auto gap = store_.insert_chunk(sample_chunk(12, 14));
    ASSERT_FALSE(gap);
    EXPECT_EQ(gap.error().got, "2");
    EXPECT_FALSE(store_.insert_chunk(sample_chunk(11, 12))) << "block 11 is taken";
    EXPECT_FALSE(store_.insert_chunk(sample_chunk(10, 11))) << "same hash";
    EXPECT_FALSE(store_.insert_chunk(sample_chunk(12, 11))) << "empty range";
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk"), "1");
    EXPECT_EQ(store_.insert_chunk(sample_chunk(12, 12)).value(), 1u);
    EXPECT_EQ(store_.last_chunk()->end_block_number, 12u);
    EXPECT_EQ(store_.chunk_ending_at(11)->hash, sample_chunk(10, 11).hash);
    EXPECT_FALSE(store_.chunk_ending_at(10));
    const auto detail = store_.detail(TaskType::kChunk, sample_chunk(10, 11).hash);
    ASSERT_TRUE(detail) << detail.error().message();
    EXPECT_EQ(detail->blocks.size(), 2u);
    EXPECT_EQ(detail->fork, "galileo");
    EXPECT_FALSE(store_.detail(TaskType::kChunk, test::hash_of(4711)));
    const auto climbing = store_.detail(TaskType::kChunk, "x/../../../esc");
    ASSERT_FALSE(climbing);
    EXPECT_EQ(climbing.error().expected, "an id of 64 hexadecimal digits");
}

TEST_F(StoreTest, AWithdrawRootReachesTheBlockAndItsUnassignedChunk) {
    test::add_chunks(store_, 1, 2);
    store_.set_withdraw_root(2, test::hash_of(99));
    EXPECT_EQ(store_.block(2)->withdraw_root, test::hash_of(99));
    EXPECT_EQ(store_.chunk(sample_chunk(2, 2).hash)->withdraw_root, test::hash_of(99));
    EXPECT_EQ(store_.block(1)->withdraw_root, test::hash_of(0));
}

// -------------------------------------------------------------------------------------------------------- sessions

TEST_F(StoreTest, ManyClaimersShareTheChunksExactly) {
    const auto hashes = test::add_chunks(store_, 1, 10);
    std::mutex mutex;
    std::multiset<std::string> claimed;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&, i] {
            Store mine{url_};
            while (const auto claim = mine.claim(request(i % 2 == 0 ? kJobA : kJobB))) {
                const std::lock_guard lock{mutex};
                claimed.insert(claim->id);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(claimed, std::multiset<std::string>(hashes.begin(), hashes.end()));
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE total_attempts = 1 AND active_attempts = 1"), "10");
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task WHERE proving_status = 1"), "10");
    const auto pending = store_.pending({}, 5);
    EXPECT_EQ(pending.n_ready, 0u);
    EXPECT_EQ(pending.n_held, 10u);
}

TEST_F(StoreTest, ClaimsByRangeIdAndExclusion) {
    const auto hashes = test::add_chunks(store_, 1, 4);
    ClaimRequest ranged = request();
    ranged.filter.range = BlockRange{3, 3};
    EXPECT_EQ(store_.claim(ranged)->id, hashes[2]);
    EXPECT_FALSE(store_.claim(ranged));
    ClaimRequest named = request();
    named.filter.ids = {hashes[3], "0x\"strange\\'id"};
    EXPECT_EQ(store_.claim(named)->id, hashes[3]);
    ClaimRequest excluding = request();
    excluding.filter.exclude = {hashes[0]};
    EXPECT_EQ(store_.claim(excluding)->id, hashes[1]);
    EXPECT_FALSE(store_.claim(excluding));
    ClaimRequest batches = request();
    batches.filter.types = {TaskType::kBatch, TaskType::kBundle};
    EXPECT_FALSE(store_.claim(batches));
}

TEST_F(StoreTest, OneOfManyClosersWins) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    const auto claim = store_.claim(request());
    ASSERT_TRUE(claim);
    std::atomic<int> n_done{0};
    std::atomic<int> n_failed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&, i] {
            Store mine{url_};
            if (i % 2 == 0) {
                if (mine.close_success(claim->session, {"{\"n\":1}", 3}) == Commit::kDone) ++n_done;
            } else if (mine.close_failure(claim->session, FailureType::kNotOk, "x", 5)) {
                ++n_failed;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    // Either a failure came first and a later success was late, or a success came first: never two failures, never below zero.
    EXPECT_LE(n_failed, 1);
    EXPECT_EQ(state(hash).substr(0, 1), "4");
    EXPECT_EQ(state(hash).back(), '0');
    EXPECT_EQ(scalar(url_, "SELECT convert_from(proof, 'UTF8') FROM chunk"), "{\"n\":1}");
}

TEST_F(StoreTest, AVerifiedProofIsNeverOverwritten) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    const auto claim = store_.claim(request());
    EXPECT_EQ(store_.close_success(claim->session, {"first", 1}), Commit::kDone);
    EXPECT_EQ(store_.close_success(claim->session, {"second", 1}), Commit::kDone)
        << "repeatable after an unknown outcome";
    EXPECT_EQ(scalar(url_, "SELECT convert_from(proof, 'UTF8') FROM chunk"), "first");
    EXPECT_EQ(store_.close_success("00000000-0000-4000-8000-000000000000", {"x", 1}), Commit::kGone);
    EXPECT_FALSE(store_.hand_back(claim->session, "late"));
    EXPECT_FALSE(store_.claim(request()));
    EXPECT_EQ(state(hash), "4 1 0");
}

TEST_F(StoreTest, FailuresCountUntilAllAttemptsAreUsed) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    for (int attempt = 1; attempt <= 3; ++attempt) {
        const auto claim = store_.claim(request());
        ASSERT_TRUE(claim) << attempt;
        EXPECT_EQ(claim->n_attempts, attempt);
        EXPECT_TRUE(store_.close_failure(
            claim->session, FailureType::kVerificationFailed, "wrong " + std::to_string(attempt), 3
        ));
        EXPECT_EQ(state(hash), std::string(attempt < 3 ? "2 " : "5 ") + std::to_string(attempt) + " 0");
    }
    EXPECT_FALSE(store_.claim(request()));
    const auto failed = store_.status(3).failed;
    ASSERT_EQ(failed.size(), 1u);
    EXPECT_EQ(failed[0].last_error, "wrong 3");
}

TEST_F(StoreTest, AFailedTaskRestsForTheJobThatFailedIt) {
    const auto hashes = test::add_chunks(store_, 1, 2);
    ClaimRequest patient = request(kJobA);
    patient.backoff_sec = 3600;
    const auto first = store_.claim(patient);
    ASSERT_TRUE(store_.close_failure(first->session, FailureType::kNotOk, "x", 5));
    EXPECT_EQ(store_.claim(patient)->id, hashes[1]) << "one failed task must not block the next";
    EXPECT_FALSE(store_.claim(patient));
    EXPECT_EQ(store_.pending({}, 5).n_ready, 1u) << "resting, not lost";
    EXPECT_EQ(store_.claim(request(kJobB))->id, hashes[0]) << "another job may try";
}

TEST_F(StoreTest, AHandedBackAttemptDoesNotCount) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    const auto claim = store_.claim(request());
    EXPECT_EQ(state(hash), "2 1 1");
    EXPECT_TRUE(store_.hand_back(claim->session, "stop"));
    EXPECT_EQ(state(hash), "1 0 0");
    EXPECT_FALSE(store_.hand_back(claim->session, "stop")) << "twice";
    EXPECT_EQ(state(hash), "1 0 0");
}

TEST_F(StoreTest, HeartbeatsKeepALeaseAndTellOfLostOnes) {
    test::add_chunks(store_, 1, 2);
    const auto a = store_.claim(request());
    const auto b = store_.claim(request());
    age_leases();
    EXPECT_TRUE(store_.heartbeat({a->session}, 30).empty()) << "expired but not yet taken away: renewed";
    EXPECT_EQ(store_.expire_leases(5, 0).size(), 1u);
    EXPECT_TRUE(store_.heartbeat({}, 30).empty());
    EXPECT_EQ(store_.heartbeat({a->session, b->session}, 30), std::vector<std::string>{b->session});
    EXPECT_EQ(state(a->id), "2 1 1");
    EXPECT_EQ(state(b->id), "1 0 0");
}

TEST_F(StoreTest, FiveExpiredLeasesWithoutASegmentFailTheTask) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    for (int round = 1; round <= 5; ++round) {
        ASSERT_TRUE(store_.claim(request())) << round;
        age_leases();
        const auto lines = store_.expire_leases(5, 0);
        ASSERT_EQ(lines.size(), 1u);
        EXPECT_EQ(lines[0].find("task failed") != std::string::npos, round == 5) << lines[0];
        EXPECT_EQ(state(hash), round < 5 ? "1 0 0" : "5 0 0");
    }
    EXPECT_FALSE(store_.claim(request()));
    EXPECT_EQ(store_.status(5).failed.at(0).last_error, "lease expired 5 times without a new finished segment");
}

TEST_F(StoreTest, ANewSegmentStartsTheCountOfExpiriesAnew) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    for (int round = 1; round <= 9; ++round) {
        const auto claim = store_.claim(request());
        ASSERT_TRUE(claim) << round;
        if (round == 4) {
            store_.record_plan(claim->session, 10, 0);
            store_.record_segment(claim->session, {3, "host", 1, 100, 1000});
            store_.record_segment(claim->session, {3, "host", 1, 100, 1000});
            EXPECT_EQ(store_.status(5).sessions.at(0).n_finished, 1u);
        }
        age_leases();
        store_.expire_leases(5, 0);
        EXPECT_EQ(state(hash), round < 9 ? "1 0 0" : "5 0 0") << round;
    }
}

TEST_F(StoreTest, ALateProofIsTakenWithoutTouchingTheCounters) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    const auto slow = store_.claim(request(kJobA));
    age_leases();
    store_.expire_leases(5, 0);
    const auto second = store_.claim(request(kJobB));
    EXPECT_EQ(state(hash), "2 1 1");
    EXPECT_EQ(store_.close_success(slow->session, {"late", 9}), Commit::kLate);
    EXPECT_EQ(state(hash), "4 1 1") << "the live session is still counted";
    EXPECT_EQ(store_.close_success(second->session, {"second", 9}), Commit::kAlready);
    EXPECT_EQ(state(hash), "4 1 0");
    EXPECT_EQ(scalar(url_, "SELECT convert_from(proof, 'UTF8') FROM chunk"), "late");
}

// Jobs on a database that was away renew their leases one after the other; the first one back must not end the others' sessions.
TEST_F(StoreTest, NoLeaseExpiresWithinOneLeaseOfTheServersStart) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    ASSERT_TRUE(store_.claim(request()));
    store_.close();
    g_server->kill();
    g_server->start();
    age_leases();
    EXPECT_TRUE(store_.expire_leases(5, 600).empty());
    EXPECT_EQ(state(hash), "2 1 1");
    EXPECT_EQ(store_.expire_leases(5, 0).size(), 1u);
    EXPECT_EQ(state(hash), "1 0 0");
}

TEST_F(StoreTest, AHeartbeatEndsASessionWhoseTaskIsVerifiedAlready) {
    const auto hashes = test::add_chunks(store_, 1, 2);
    const auto slow = store_.claim(request(kJobA));
    const auto other = store_.claim(request(kJobA));
    age_leases();
    ASSERT_TRUE(store_.heartbeat({other->session}, 30).empty());
    ASSERT_EQ(store_.expire_leases(5, 0).size(), 1u);
    const auto second = store_.claim(request(kJobB));
    ASSERT_EQ(second->id, slow->id);
    EXPECT_TRUE(store_.heartbeat({second->session}, 30).empty());
    ASSERT_EQ(store_.close_success(slow->session, {"late", 9}), Commit::kLate);
    EXPECT_EQ(store_.heartbeat({second->session, other->session}, 30), std::vector<std::string>{second->session});
    EXPECT_EQ(state(hashes[0]), "4 1 0");
    EXPECT_EQ(state(hashes[1]), "2 1 1");
    EXPECT_EQ(
        scalar(
            url_, "SELECT proving_status || ' ' || failure_type FROM prover_task WHERE uuid = '" + second->session + "'"
        ),
        "3 5"
    );
    EXPECT_EQ(store_.close_success(second->session, {"second", 9}), Commit::kAlready);
    EXPECT_EQ(state(hashes[0]), "4 1 0");
}

TEST_F(StoreTest, RepairRecountsAndFailsWhatIsStuck) {
    const auto hashes = test::add_chunks(store_, 1, 3);
    const auto live = store_.claim(request());
    query(url_, "UPDATE chunk SET active_attempts = 3 WHERE hash = '" + hashes[0] + "'");
    query(
        url_,
        "UPDATE chunk SET proving_status = 2, active_attempts = 1, total_attempts = 2 WHERE hash = '" + hashes[1] + "'"
    );
    query(url_, "UPDATE chunk SET proving_status = 2, total_attempts = 5 WHERE hash = '" + hashes[2] + "'");
    EXPECT_EQ(store_.repair(5).size(), 3u);
    EXPECT_EQ(state(hashes[0]), "2 1 1");
    EXPECT_EQ(state(hashes[1]), "2 2 0");
    EXPECT_EQ(state(hashes[2]), "5 5 0");
    EXPECT_TRUE(store_.repair(5).empty());
    EXPECT_TRUE(store_.close_failure(live->session, FailureType::kNotOk, "x", 5));
}

// A shared database: rows of a relayer, which its own coordinator hands out.
TEST_F(StoreTest, TasksOfAnotherCreatorAreLeftAlone) {
    const auto hashes = test::add_chunks(store_, 1, 4);
    query(url_, "DELETE FROM zk_task WHERE task_id <> '" + hashes[3] + "'");
    query(url_, "UPDATE zk_task SET fork = 'feynman' WHERE task_id = '" + hashes[3] + "'");
    query(url_, "UPDATE chunk SET proving_status = 2, total_attempts = 5 WHERE hash = '" + hashes[0] + "'");
    // Counted before its session is there, as their coordinator does it.
    query(
        url_,
        "UPDATE chunk SET proving_status = 2, total_attempts = 1, active_attempts = 1 WHERE hash = '" + hashes[1] + "'"
    );
    query(url_, "UPDATE chunk SET proving_status = 5, total_attempts = 5 WHERE hash = '" + hashes[2] + "'");
    EXPECT_EQ(store_.status(5).n_stuck, 0u);
    EXPECT_TRUE(store_.repair(5).empty());
    EXPECT_TRUE(store_.requeue(TaskType::kChunk, {}, false, 5).done.empty());
    EXPECT_EQ(state(hashes[0]), "2 5 0");
    EXPECT_EQ(state(hashes[1]), "2 1 1");
    EXPECT_EQ(state(hashes[2]), "5 5 0");

    TaskFilter other;
    other.forks = {"galileo", "euclid"};
    EXPECT_EQ(store_.pending(other, 5).n_ready, 0u);
    EXPECT_EQ(store_.pending({}, 5).n_ready, 1u);
    EXPECT_EQ(store_.pending({}, 5).n_held, 0u);
    ClaimRequest wanting = request();
    wanting.filter = other;
    EXPECT_FALSE(store_.claim(wanting));
    wanting.filter.forks = {"feynman"};
    const auto claim = store_.claim(wanting);
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->id, hashes[3]);
    EXPECT_EQ(claim->fork, "feynman");
    EXPECT_FALSE(store_.claim(request()));
    EXPECT_EQ(store_.pending({}, 5).n_held, 1u);

    // A foreign prover's session on a task of ours has no lease that runs out: nobody waits for it.
    ASSERT_TRUE(store_.hand_back(claim->session, "x"));
    query(
        url_,
        "INSERT INTO prover_task (prover_public_key, prover_name, prover_version, task_id, task_type, proving_status) "
        "VALUES ('k', 'n', 'v', '" +
            hashes[3] + "', 1, 1)"
    );
    query(
        url_,
        "UPDATE chunk SET proving_status = 2, total_attempts = 1, active_attempts = 1 WHERE hash = '" + hashes[3] + "'"
    );
    EXPECT_EQ(store_.pending({}, 5).n_held, 0u);
    EXPECT_EQ(store_.pending({}, 5).n_ready, 0u);
}

// Counted by the server: rows of the table that were read, by a scan or through an index.
TEST_F(StoreTest, ALongHistoryIsNotReadAgain) {
    using namespace std::chrono_literals;
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    const auto live = store_.claim(request());
    ASSERT_TRUE(live);
    query(
        url_,
        "INSERT INTO chunk (index, hash, start_block_number, start_block_hash, end_block_number, end_block_hash, "
        "total_l1_messages_popped_before, total_l1_messages_popped_in_chunk, start_block_time, parent_chunk_hash, "
        "state_root, parent_chunk_state_root, withdraw_root, total_l2_tx_gas, total_l2_tx_num, "
        "total_l1_commit_calldata_size, total_l1_commit_gas, proving_status, proof) SELECT i, 'h' || i, i, 'a', i, "
        "'b', "
        "0, 0, 0, 'p', 's', 'q', 'w', 0, 0, 0, 0, CASE WHEN i % 2 = 0 THEN 4 ELSE 1 END, 'x' FROM "
        "generate_series(10, 20009) i"
    );
    query(
        url_, "INSERT INTO zk_task (task_type, task_id, fork) SELECT 1, hash, 'galileo' FROM chunk WHERE index >= 10"
    );
    query(
        url_,
        "INSERT INTO prover_task (prover_public_key, prover_name, prover_version, task_id, task_type, proving_status) "
        "SELECT 'k', 'n', 'v', hash, 1, 2 FROM chunk WHERE proving_status = 4"
    );
    query(url_, "ANALYZE");
    const auto n_read = [this] {
        return std::stoi(scalar(
            url_,
            "SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes "
            "WHERE relname = 'chunk') FROM pg_stat_user_tables WHERE relname = 'chunk'"
        ));
    };
    // A backend tells its counts when it ends, and has ended once it is listed no more.
    const auto settle = [this] {
        store_.close();
        while (scalar(url_, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") != "1") {
            std::this_thread::sleep_for(10ms);
        }
        std::this_thread::sleep_for(600ms);
    };
    query(url_, "UPDATE chunk SET active_attempts = 2 WHERE index = 0");
    query(url_, "UPDATE chunk SET active_attempts = 1 WHERE hash = 'h10'");
    settle();
    const int before_repair = n_read();
    EXPECT_EQ(store_.repair(5).size(), 2u);
    settle();
    const int before_claim = n_read();
    EXPECT_LT(before_claim - before_repair, 200);
    const auto claim = store_.claim(request());
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->id, "h11");
    settle();
    EXPECT_LT(n_read() - before_claim, 200);
    EXPECT_EQ(state(hash), "2 1 1");
}

// A session whose task was counted down to nothing is found through the session.
TEST_F(StoreTest, RepairCountsASessionThatItsTaskForgot) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    ASSERT_TRUE(store_.claim(request()));
    query(url_, "UPDATE chunk SET active_attempts = 0");
    EXPECT_EQ(store_.repair(5).size(), 1u);
    EXPECT_EQ(state(hash), "2 1 1");
}

TEST_F(StoreTest, RequeueMendsFailedTasksAndLeavesTheOthers) {
    const auto hashes = test::add_chunks(store_, 1, 3);
    query(url_, "UPDATE chunk SET proving_status = 5, total_attempts = 5 WHERE hash = '" + hashes[0] + "'");
    const auto live = store_.claim(request());
    ASSERT_EQ(live->id, hashes[1]);
    const auto done = store_.claim(request());
    store_.close_success(done->session, {"p", 1});
    EXPECT_EQ(store_.requeue(TaskType::kChunk, {}, false, 5).done.size(), 1u);
    EXPECT_EQ(state(hashes[0]), "1 0 0");
    const auto line = [this](const std::string& id, bool force, std::vector<std::string> Store::Requeued::*kind) {
        const auto requeued = store_.requeue(TaskType::kChunk, {id}, force, 5);
        EXPECT_EQ(requeued.done.size() + requeued.left.size() + requeued.unknown.size(), 1u);
        return (requeued.*kind).empty() ? std::string() : (requeued.*kind)[0];
    };
    EXPECT_NE(line(hashes[1], false, &Store::Requeued::left).find("being proved"), std::string::npos);
    EXPECT_NE(line(hashes[2], true, &Store::Requeued::left).find("verified"), std::string::npos);
    EXPECT_NE(line("0xnone", true, &Store::Requeued::unknown).find("no such task"), std::string::npos);
    EXPECT_NE(line(hashes[1], true, &Store::Requeued::done).find("1 session(s) ended"), std::string::npos);
    EXPECT_EQ(state(hashes[1]), "1 0 0");
    EXPECT_EQ(scalar(url_, "SELECT failure_type FROM prover_task WHERE uuid = '" + live->session + "'"), "6");
    EXPECT_EQ(state(hashes[2]), "4 1 0");
}

TEST_F(StoreTest, ATaskClaimedDuringARequeueStaysClaimed) {
    using namespace std::chrono_literals;
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    // A claim that commits while the requeue waits for the task's row.
    std::thread claimer{[&] {
        query(
            url_,
            "UPDATE chunk SET proving_status = 2, total_attempts = 1, active_attempts = 1 WHERE hash = '" + hash +
                "'; INSERT INTO prover_task (prover_public_key, prover_name, prover_version, task_id, task_type, "
                "proving_status) VALUES ('k', 'n', 'v', '" +
                hash + "', 1, 1); SELECT pg_sleep(1)"
        );
    }};
    while (scalar(url_, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "0") {
        std::this_thread::sleep_for(10ms);
    }
    const auto requeued = store_.requeue(TaskType::kChunk, {hash}, false, 5);
    claimer.join();
    EXPECT_TRUE(requeued.done.empty());
    EXPECT_EQ(requeued.left.size(), 1u);
    EXPECT_EQ(state(hash), "2 1 1");
}

TEST_F(StoreTest, AParentIsReadyWithItsLastChild) {
    const auto hashes = test::add_chunks(store_, 1, 2);
    query(
        url_,
        "INSERT INTO batch (index, hash, start_chunk_index, start_chunk_hash, end_chunk_index, end_chunk_hash, "
        "state_root, "
        "withdraw_root, parent_batch_hash, batch_header) VALUES (1, '0xb1', 0, 'a', 1, 'b', 's', 'w', 'p', ''), (2, "
        "'0xb2', 2, "
        "'a', 2, 'b', 's', 'w', 'p', '')"
    );
    query(url_, "UPDATE chunk SET batch_hash = '0xb1'");
    query(url_, "INSERT INTO zk_task (task_type, task_id, fork) VALUES (2, '0xb1', 'galileo'), (2, '0xb2', 'galileo')");
    ClaimRequest batches = request();
    batches.filter.types = {TaskType::kBatch};
    const auto first = store_.claim(request());
    const auto second = store_.claim(request());
    store_.close_success(first->session, {"p", 1});
    EXPECT_FALSE(store_.claim(batches));
    store_.close_success(second->session, {"p", 1});
    EXPECT_EQ(scalar(url_, "SELECT chunk_proofs_status FROM batch WHERE hash = '0xb1'"), "2");
    store_.repair(5);
    EXPECT_EQ(scalar(url_, "SELECT chunk_proofs_status FROM batch WHERE hash = '0xb2'"), "1")
        << "no children is not ready";
    const auto batch = store_.claim(request());
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->type, TaskType::kBatch) << "nearest to L1 first";
    EXPECT_EQ(batch->id, "0xb1");
}

TEST_F(StoreTest, TheLastTwoChildrenAtOnceMakeTheParentReady) {
    for (int round = 0; round < 5; ++round) {
        const auto first = static_cast<std::uint64_t>(100 + 10 * round);
        test::add_chunks(store_, first, first + 1);
        const std::string batch = "0xbb" + std::to_string(round);
        query(
            url_,
            "INSERT INTO batch (index, hash, start_chunk_index, start_chunk_hash, end_chunk_index, end_chunk_hash, "
            "state_root, "
            "withdraw_root, parent_batch_hash, batch_header) VALUES (" +
                std::to_string(10 + round) + ", '" + batch + "', 0, 'a', 1, 'b', 's', 'w', 'p', '')"
        );
        query(url_, "UPDATE chunk SET batch_hash = '" + batch + "' WHERE batch_hash IS NULL");
        ClaimRequest chunks = request();
        chunks.filter.types = {TaskType::kChunk};
        const auto a = store_.claim(chunks);
        const auto b = store_.claim(chunks);
        std::thread one{[&] { Store{url_}.close_success(a->session, {"p", 1}); }};
        std::thread two{[&] { Store{url_}.close_success(b->session, {"p", 1}); }};
        one.join();
        two.join();
        EXPECT_EQ(scalar(url_, "SELECT chunk_proofs_status FROM batch WHERE hash = '" + batch + "'"), "2") << round;
    }
}

// ---------------------------------------------------------------------------------------------------------- errors

TEST(StoreErrors, AServerThatIsNotThereMayBeTriedAgain) {
    Store store{"postgresql:///postgres?host=/nowhere/at/all&user=zkprove"};
    try {
        store.migrate();
        FAIL() << "connected";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.next(), Next::kRetry) << error.what();
    }
}

TEST(StoreErrors, AWrongStatementIsNotTriedAgain) {
    Store store{g_server->new_database()};
    try {
        store.repair(5);  // no tables
        FAIL() << "ran";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.next(), Next::kGiveUp) << error.what();
        EXPECT_EQ(error.sql_state(), "42P01");
    }
}

TEST(StoreErrors, PasswordsAreRedacted) {
    EXPECT_EQ(redact_url("postgresql://me:secret@host/db"), "postgresql://me:***@host/db");
    EXPECT_EQ(
        redact_url("postgresql:///db?host=h&password=secret&user=u"), "postgresql:///db?host=h&password=***&user=u"
    );
    EXPECT_EQ(redact_url("host=h password=secret user=u"), "host=h password=*** user=u");
    EXPECT_EQ(redact_url("host=h password='a b' user=u"), "host=h password=*** user=u");
    EXPECT_EQ(redact_url("postgresql:///db?host=h"), "postgresql:///db?host=h");
    EXPECT_EQ(redact_url("postgresql://me:se?cret@host/db"), "postgresql://me:***@host/db");
}

// libpq's messages quote what they could not read.
TEST(StoreErrors, NothingOfAMalformedConnectionStringIsTold) {
    for (const char* const url :
         {"host=/nowhere password=se cretword",
          "host=/nowhere password='se cretword",
          "host=/nowhere cretword=x",
          "postgresql://me:se@cretword@/db",
          "postgresql://me:se@cretword:1@/db",
          "postgresql://me:cretword/x@/db",
          "postgresql://me:1/cretword@/db",
          "postgresql://me:%zcretword@/db"}) {
        EXPECT_EQ(redact_url(url).find("cretword"), std::string::npos) << redact_url(url);
        try {
            Store{url}.server_version();
            ADD_FAILURE() << "connected by " << url;
        } catch (const DatabaseError& error) {
            EXPECT_EQ(error.next(), Next::kGiveUp) << error.what();
            EXPECT_EQ(std::string(error.what()).find("cretword"), std::string::npos) << error.what();
            EXPECT_NE(std::string(error.what()).find("cannot be read"), std::string::npos) << error.what();
        }
    }
    EXPECT_NE(bounded_conninfo("postgresql:///db?host=@socket").find("host='@socket'"), std::string::npos);
}

TEST_F(StoreTest, AKilledServerIsARetryAndTheNextCallReconnects) {
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    const auto claim = store_.claim(request());
    g_server->kill();
    try {
        store_.heartbeat({claim->session}, 30);
        FAIL() << "answered by a dead server";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.next(), Next::kRetry) << error.what();
    }
    g_server->start();
    EXPECT_TRUE(store_.heartbeat({claim->session}, 30).empty());
    EXPECT_EQ(state(hash), "2 1 1");
}

// The backend is stopped, not killed: its socket stays open and nothing answers on it.
TEST_F(StoreTest, AFrozenServerIsABrokenConnectionWithinTheLimit) {
    using namespace std::chrono;
    const auto hash = test::add_chunks(store_, 1, 1)[0];
    CallLimits limits;
    limits.call = milliseconds(500);
    Store store{url_, limits};
    const auto claim = store.claim(request());
    ASSERT_TRUE(claim);
    store_.close();
    const int pid = std::stoi(scalar(
        url_,
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND "
        "backend_type = 'client backend'"
    ));
    ASSERT_EQ(::kill(pid, SIGSTOP), 0);
    const auto before = steady_clock::now();
    try {
        store.heartbeat({claim->session}, 30);
        ADD_FAILURE() << "answered by a frozen server";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.next(), Next::kRetry) << error.what();
        EXPECT_NE(std::string(error.what()).find("no answer within 500 ms"), std::string::npos) << error.what();
    }
    EXPECT_LT(steady_clock::now() - before, seconds(5));
    EXPECT_TRUE(store.heartbeat({claim->session}, 30).empty()) << "a new connection serves";
    ::kill(pid, SIGCONT);
    EXPECT_TRUE(store.heartbeat({claim->session}, 30).empty());
    EXPECT_EQ(state(hash), "2 1 1");
    // A call that keeps within its limit leaves the connection alone, however long it is idle afterwards.
    std::this_thread::sleep_for(milliseconds(700));
    EXPECT_TRUE(store.heartbeat({claim->session}, 30).empty());
}

TEST(StoreErrors, ConnectionsAreBoundedUnlessTheirUrlSaysOtherwise) {
    const std::string plain = bounded_conninfo("postgresql://me:se'cr%5Cet@h/db");
    for (const char* const part :
         {"user='me'",
          R"(password='se\'cr\\et')",
          "connect_timeout='10'",
          "keepalives_idle='10'",
          "keepalives_interval='5'",
          "keepalives_count='3'",
          "tcp_user_timeout='20000'"}) {
        EXPECT_NE(plain.find(part), std::string::npos) << part << " in " << plain;
    }
    const std::string chosen = bounded_conninfo("host=h connect_timeout=3 tcp_user_timeout=0");
    EXPECT_NE(chosen.find("connect_timeout='3'"), std::string::npos) << chosen;
    EXPECT_NE(chosen.find("tcp_user_timeout='0'"), std::string::npos) << chosen;
}

}  // namespace
}  // namespace zk::io

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    zk::io::g_server = std::make_unique<zk::test::PrivatePostgres>();
    const int code = RUN_ALL_TESTS();
    zk::io::g_server.reset();
    return code;
}
