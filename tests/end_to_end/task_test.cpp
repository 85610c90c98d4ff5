// Blocks to verified rows: devnet, ingest, propose, run on several ranks, status, dump, handle, against a private PostgreSQL.

#include "guest/test/vectors.hpp"
#include "io/files/atomic_file.hpp"
#include "io/hdf5/artifacts.hpp"

#include <gtest/gtest.h>

#include "tests/end_to_end/command.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/temporary_folder.hpp"
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace zk::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::unique_ptr<PrivatePostgres> g_server;  // one server for the executable, see main

/// A database, a data folder and a configuration of their own.
class TaskTest : public testing::Test {
  protected:
    TaskTest() : url_(g_server->new_database()) {
        configure(262'144);
        EXPECT_EQ(command({"migrate"}).exit_code, 0);
    }

    [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    /// Short segments, so that a small chunk has several; the prover's toy preset, so that they take a second each; leases that a test can wait for.
    void configure(int max_cycles) const {
        std::ofstream(path("config.json")) << Json{
            {"preset", "toy"},
            {"segments", {{"max_cycles", max_cycles}}},
            {"run",
             {{"backoff_ms", 100},
              {"heartbeat_ms", 500},
              {"lease_ms", 4000}}}}.dump();
    }
    [[nodiscard]] Outcome command(std::vector<std::string> arguments, int n_ranks = 0, const std::string& data = "data")
        const {
        arguments.insert(
            arguments.end(), {"--config", path("config.json"), "--database", url_, "--data", path(data), "--accept-toy"}
        );
        std::vector<std::string> launcher;
        if (n_ranks > 0) launcher = {"mpirun", "-np", std::to_string(n_ranks)};
        return zkprove(folder_.path(), arguments, launcher);
    }
    [[nodiscard]] Json json(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--json", "--quiet"});
        const Outcome outcome = command(std::move(arguments));
        EXPECT_EQ(outcome.exit_code, 0) << outcome.text;
        return Json::parse(outcome.text, nullptr, false);
    }
    /// Blocks first..first+n-1 as files below blocks/galileo, each with a deposit from L1; returns their paths.
    [[nodiscard]] std::vector<std::string> make_blocks(int n, int first = 1, int seed = 1, int n_transactions = 0)
        const {
        const std::string folder = path("blocks" + std::to_string(seed) + "/galileo");
        const Outcome made = zkprove(
            folder_.path(),
            {"devnet",
             "--blocks",
             std::to_string(n),
             "--first-block",
             std::to_string(first),
             "--seed",
             std::to_string(seed),
             "--transactions",
             std::to_string(n_transactions),
             "--output",
             folder}
        );
        EXPECT_EQ(made.exit_code, 0) << made.text;
        std::vector<std::string> files;
        for (int i = first; i < first + n; ++i) files.push_back(folder + "/" + std::to_string(i) + ".json");
        return files;
    }
    [[nodiscard]] Outcome ingest(std::vector<std::string> files) const {
        files.insert(files.begin(), "ingest");
        return command(std::move(files));
    }
    static Bytes read(const fs::path& file) { return io::read_file(file, 1u << 28).value(); }

    TemporaryFolder folder_;
    std::string url_;
};

TEST_F(TaskTest, BlocksBecomeVerifiedProofsTheSameOnOneRankAndOnFour) {
    const auto files = make_blocks(2);
    ASSERT_EQ(ingest(files).exit_code, 0);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM l2_block"), "2");
    ASSERT_EQ(command({"propose", "--max-blocks", "1"}).exit_code, 0);
    const auto chunks = query(url_, "SELECT hash FROM chunk ORDER BY index");
    ASSERT_EQ(chunks.size(), 2u);

    // Looking at a task costs no attempt.
    const Outcome dumped = command({"dump", "chunk", chunks[0][0], "--output", path("dump")});
    ASSERT_EQ(dumped.exit_code, 0) << dumped.text;
    EXPECT_TRUE(fs::exists(path("dump/input_task.bin")));
    EXPECT_EQ(scalar(url_, "SELECT sum(total_attempts) FROM chunk"), "0");
    EXPECT_EQ(command({"dump", "chunk", hash_of(1)}).exit_code, 1);

    const Outcome four = command({"--drain", "--summary", path("summary.json")}, 4);
    ASSERT_EQ(four.exit_code, 0) << four.text;
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4 AND active_attempts = 0"), "2");
    const Json summary = Json::parse(std::ifstream(path("summary.json")), nullptr, false);
    ASSERT_TRUE(summary.is_object());
    EXPECT_EQ(summary["result"]["ranks"], 4);
    EXPECT_EQ(summary["result"]["tasks"].size(), 2u);

    const Json status = json({"status"});
    ASSERT_EQ(status["tasks"].size(), 2u);
    for (const Json& task : status["tasks"]) {
        EXPECT_EQ(task["status"], "verified");
        const std::string proof = task["proof"]["path"];
        const Outcome verified = zkprove(
            folder_.path(),
            {"verify",
             proof,
             "--accept-toy",
             "--program",
             "chunk",
             "--public-inputs",
             task["proof"]["pi_hash"].get<std::string>()}
        );
        EXPECT_EQ(verified.exit_code, 0) << verified.text;
    }
    // The pi hash of the row is that of the chunk's public inputs, as `execute` computes them from the files.
    const Outcome executed = zkprove(folder_.path(), {"execute", files[0], "--native", "--json", "--quiet"});
    ASSERT_EQ(executed.exit_code, 0) << executed.text;
    const Json native = Json::parse(executed.text)["results"][0]["native"];
    EXPECT_EQ(native["pi_hash"], status["tasks"][0]["proof"]["pi_hash"]);

    const Outcome nothing = command({"run"}, 2);
    EXPECT_EQ(nothing.exit_code, 0) << "nothing is pending: " << nothing.text;

    // The same tasks again, in a world of one and another data folder.
    ASSERT_EQ(
        query(url_, "UPDATE chunk SET proving_status = 1, proof = NULL, total_attempts = 0 RETURNING index").size(), 2u
    );
    fs::create_directories(path("alone"));
    fs::copy(path("data/blocks"), path("alone/blocks"), fs::copy_options::recursive);
    const Outcome one = command({"run", "--drain"}, 0, "alone");
    ASSERT_EQ(one.exit_code, 0) << one.text;
    for (const auto& chunk : chunks) {
        const auto proof_of = [&](const std::string& data) {
            return io::DataFolder(path(data)).proof_path(io::TaskType::kChunk, chunk[0]);
        };
        EXPECT_EQ(read(proof_of("alone")), read(proof_of("data"))) << chunk[0];
    }
}

TEST_F(TaskTest, RealBlocksOfEveryForkAreTakenAndExecutedFromTheDatabase) {
    const fs::path witnesses = vectors_path("witnesses");
    ZK_NEEDS_VECTORS(witnesses);
    std::vector<std::string> arguments;
    for (const fs::path& file : files_below(witnesses, ".json")) arguments.push_back(file.string());
    for (const char* fork : {"feynman", "galileo", "galileov2"}) {
        arguments.emplace_back("--compression-infos");
        arguments.push_back((vectors_path("compression-infos") / (std::string(fork) + ".json")).string());
    }
    const Outcome taken = ingest(arguments);
    ASSERT_EQ(taken.exit_code, 0) << taken.text;
    EXPECT_EQ(scalar(url_, "SELECT count(DISTINCT fork) FROM zk_block"), "6");

    const std::string zero = "0x" + std::string(64, '0');
    const std::string range = "20239173-20239176";
    const Outcome proposed = command({"propose", "--range", range});
    ASSERT_EQ(proposed.exit_code, 0) << proposed.text;
    EXPECT_NE(proposed.text.find("withdraw root zero"), std::string::npos) << proposed.text;
    EXPECT_EQ(scalar(url_, "SELECT withdraw_root FROM chunk"), zero);
    const Outcome recomputed = command({"ingest", "--recompute", "--range", range});
    ASSERT_EQ(recomputed.exit_code, 0) << recomputed.text;
    EXPECT_NE(recomputed.text.find("4 blocks executed"), std::string::npos) << recomputed.text;
    const std::string root = scalar(url_, "SELECT withdraw_root FROM chunk");
    EXPECT_EQ(root.substr(0, 10), "0x24e61f6f") << root;
    EXPECT_EQ(scalar(url_, "SELECT withdraw_root FROM l2_block WHERE number = 20239172"), zero);

    const Json executed = json({"execute", "--range", range, "--chunk", "--native"});
    ASSERT_EQ(executed["results"].size(), 1u);
    EXPECT_EQ(executed["results"][0]["native"]["public_inputs"]["withdraw_root"], root);
    EXPECT_EQ(executed["results"][0]["native"]["public_inputs"]["initial_block_number"], 20239173);
    EXPECT_EQ(executed["results"][0]["native"]["public_inputs"]["block_ctxs"].size(), 4u);
}

TEST_F(TaskTest, ABlockWithASignedTransactionIsProvedAtFullSecurity) {
    ASSERT_EQ(ingest(make_blocks(1, 1, 1, 1)).exit_code, 0);
    ASSERT_EQ(command({"propose"}).exit_code, 0);
    std::ofstream(path("config.json")) << "{}";  // the defaults: standard-128
    const Outcome proved = command({"--drain"}, 3);
    ASSERT_EQ(proved.exit_code, 0) << proved.text;
    const Json task = json({"status"})["tasks"][0];
    EXPECT_EQ(task["status"], "verified");
    const Outcome verified = zkprove(
        folder_.path(),
        {"verify",
         task["proof"]["path"].get<std::string>(),
         "--program",
         "chunk",
         "--public-inputs",
         task["proof"]["pi_hash"].get<std::string>()}
    );
    EXPECT_EQ(verified.exit_code, 0) << "without --accept-toy: " << verified.text;
    EXPECT_NE(verified.text.find("standard-128"), std::string::npos) << verified.text;
}

TEST_F(TaskTest, AValidiumIsProvedWithItsKeyAndHandedBackWithoutIt) {
    const std::string folder = path("validium");
    const Outcome made = zkprove(
        folder_.path(),
        {"devnet",
         "--fork",
         "validium",
         "--blocks",
         "1",
         "--transactions",
         "0",
         "--l1-messages",
         "2",
         "--output",
         folder}
    );
    ASSERT_EQ(made.exit_code, 0) << made.text;
    const std::vector<std::string> key = {"--validium-key", folder + "/validium.key"};
    ASSERT_EQ(command({"ingest", "--recompute", folder + "/1.json", key[0], key[1]}).exit_code, 0);
    ASSERT_EQ(command({"propose"}).exit_code, 0);
    const Outcome without = command({"run"});
    EXPECT_EQ(without.exit_code, 1) << without.text;
    EXPECT_NE(without.text.find("--validium-key FILE"), std::string::npos) << without.text;
    const Outcome bad = command({"run", key[0], path("none.key")});
    EXPECT_EQ(bad.exit_code, 1) << bad.text;
    EXPECT_NE(bad.text.find("none.key"), std::string::npos) << bad.text;
    EXPECT_EQ(scalar(url_, "SELECT total_attempts + active_attempts FROM chunk"), "0") << "not the task's fault";
    const Outcome proved = command({"run", "--drain", key[0], key[1]}, 2);
    ASSERT_EQ(proved.exit_code, 0) << proved.text;
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4"), "1");
}

TEST_F(TaskTest, ForksThatAJobDoesNotServeAreLeftToOthers) {
    ASSERT_EQ(ingest(make_blocks(1)).exit_code, 0);
    ASSERT_EQ(command({"propose"}).exit_code, 0);
    Json settings = Json::parse(std::ifstream(path("config.json")));
    settings["forks"] = path("forks");
    std::ofstream(path("config.json")) << settings.dump();
    fs::create_directory(path("forks"));
    std::ofstream(path("forks/feynman.json")) << R"({"fork": "feynman", "programs": {"chunk": "chunk"}})";
    const Outcome other = command({"run"});
    EXPECT_EQ(other.exit_code, 0) << other.text;
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM prover_task"), "0") << "never claimed";
    std::ofstream(path("forks/galileo.json")) << R"({"fork": "galileo", "programs": {"chunk": "chunk"}})";
    const Outcome served = command({"run"});
    EXPECT_EQ(served.exit_code, 0) << served.text;
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4"), "1");
}

// Hints that are wrong but within their bounds change the fee and with it the state.
TEST_F(TaskTest, OtherCompressionHintsFailTheBlockAndTheRightOnesMendIt) {
    const auto files = make_blocks(1, 1, 1, 1);
    Json block = Json::parse(std::ifstream(files[0]));
    const Json right = block["compression_infos"];
    block["compression_infos"][1]["compressed_size"] = right[1]["compressed_size"].get<int>() - 1;
    std::ofstream(files[0]) << block.dump();
    const Outcome refused = command({"ingest", "--recompute", files[0]});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.text.find("state_root"), std::string::npos) << refused.text;

    std::ofstream(path("hints.json")) << Json{{"1", right}}.dump();
    const Outcome mended = command({"ingest", "--recompute", files[0], "--compression-infos", path("hints.json")});
    EXPECT_EQ(mended.exit_code, 0) << mended.text;
    EXPECT_EQ(command({"execute", "--range", "1", "--native"}).exit_code, 0);
    EXPECT_EQ(command({"execute", files[0], "--native"}).exit_code, 1) << "the file itself is still wrong";
    EXPECT_EQ(command({"execute", files[0], "--native", "--compression-infos", path("hints.json")}).exit_code, 0);
    EXPECT_EQ(command({"ingest", "--range", "1-2", files[0]}).exit_code, 2);
    std::ofstream(path("hints.json")) << "{";
    EXPECT_EQ(command({"ingest", files[0], "--compression-infos", path("hints.json")}).exit_code, 2);
}

TEST_F(TaskTest, IngestingAgainChangesNothingAndOtherBlocksAreRefused) {
    const auto files = make_blocks(2);
    ASSERT_EQ(ingest(files).exit_code, 0);
    const auto before = query(url_, "SELECT * FROM l2_block ORDER BY number");
    const Outcome again = ingest(files);
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_NE(again.text.find("0 blocks taken, 2 were there already"), std::string::npos) << again.text;
    EXPECT_EQ(query(url_, "SELECT * FROM l2_block ORDER BY number"), before);

    const auto others = make_blocks(1, 1, 2);
    const Outcome refused = ingest(others);
    EXPECT_EQ(refused.exit_code, 1);
    const std::string mine = scalar(url_, "SELECT hash FROM l2_block WHERE number = 1");
    EXPECT_NE(refused.text.find(mine), std::string::npos) << "both hashes are named: " << refused.text;
    EXPECT_EQ(query(url_, "SELECT * FROM l2_block ORDER BY number"), before);

    // A damaged witness is refused alone.
    const auto more = make_blocks(4);
    std::ofstream(more[2]) << "{\"chain_id\": 1}";
    const Outcome partly = ingest(more);
    EXPECT_EQ(partly.exit_code, 1);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM l2_block"), "3");
    EXPECT_EQ(command({"ingest", "--fork", "galileo3", files[0]}).exit_code, 2);
    EXPECT_EQ(command({"ingest"}).exit_code, 2);
}

TEST_F(TaskTest, ProposeStopsAtAGapAndGoesOnBehindIt) {
    auto files = make_blocks(5);
    files.erase(files.begin() + 2);
    ASSERT_EQ(ingest(files).exit_code, 0);
    const Outcome first = command({"propose"});
    ASSERT_EQ(first.exit_code, 0) << first.text;
    EXPECT_NE(first.text.find("gap: blocks 3..3"), std::string::npos) << first.text;
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk"), "1");
    const std::string queue_hash = "0x" + std::string(56, '1') + "00000000";
    ASSERT_EQ(command({"propose", "--prev-msg-queue-hash", queue_hash}).exit_code, 0);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk"), "2");
    EXPECT_EQ(scalar(url_, "SELECT prev_l1_message_queue_hash FROM chunk WHERE index = 1"), queue_hash);
    const Outcome last = command({"propose"});
    EXPECT_EQ(last.exit_code, 0);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk"), "2");
    EXPECT_EQ(command({"propose", "--prev-msg-queue-hash", "0x12"}).exit_code, 2);
    EXPECT_EQ(command({"propose", "--range", "9-3"}).exit_code, 2);
}

TEST_F(TaskTest, ProposePassesOverBlocksOfAnotherImporter) {
    ASSERT_EQ(ingest(make_blocks(3)).exit_code, 0);
    static_cast<void>(query(url_, "DELETE FROM zk_block WHERE number = 1 RETURNING number"));
    const Outcome proposed = command({"propose"});
    EXPECT_EQ(proposed.exit_code, 0);
    EXPECT_NE(proposed.text.find("blocks 1..1 were not ingested by zkprove"), std::string::npos) << proposed.text;
    EXPECT_EQ(
        scalar(url_, "SELECT string_agg(start_block_number || '..' || end_block_number, ' ') FROM chunk"), "2..3"
    );
}

TEST_F(TaskTest, ARowThatSaysSomethingElseThanItsBlocksIsNoTask) {
    ASSERT_EQ(ingest(make_blocks(2)).exit_code, 0);
    ASSERT_EQ(command({"propose"}).exit_code, 0);
    const std::string id = scalar(url_, "SELECT hash FROM chunk");
    const auto dump = [&](const std::string& task) {
        return command({"dump", "chunk", task, "--output", path("task")});
    };
    ASSERT_EQ(dump(id).exit_code, 0);
    for (const std::string column :
         {"start_block_hash",
          "end_block_hash",
          "parent_chunk_state_root",
          "state_root",
          "prev_l1_message_queue_hash",
          "post_l1_message_queue_hash"}) {
        const std::string honest = scalar(url_, "SELECT " + column + " FROM chunk");
        const auto set = [&](const std::string& value) {
            static_cast<void>(query(url_, "UPDATE chunk SET " + column + " = '" + value + "' RETURNING index"));
        };
        set(hash_of(5));
        const Outcome refused = dump(id);
        EXPECT_EQ(refused.exit_code, 1) << column;
        const std::string named = column.starts_with("prev_l1") ? "post_l1_message_queue_hash" : column;
        EXPECT_NE(refused.text.find(named), std::string::npos) << refused.text;
        set(honest);
    }
    static_cast<void>(query(url_, "UPDATE chunk SET state_root = '" + hash_of(5) + "' RETURNING index"));
    const Outcome run = command({"run"});
    EXPECT_EQ(run.exit_code, 1) << run.text;
    EXPECT_NE(run.text.find("as its row says"), std::string::npos) << run.text;
    static_cast<void>(query(url_, "UPDATE chunk SET hash = '" + hash_of(6) + "' RETURNING index"));
    EXPECT_EQ(dump(hash_of(6)).exit_code, 1);
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4"), "0");
}

TEST_F(TaskTest, HandleProvesTheListedTasksOnly) {
    ASSERT_EQ(ingest(make_blocks(2)).exit_code, 0);
    ASSERT_EQ(command({"propose", "--max-blocks", "1"}).exit_code, 0);
    const std::string wanted = scalar(url_, "SELECT hash FROM chunk WHERE index = 1");
    std::ofstream(path("tasks.json")) << Json{{"chunks", {wanted}}}.dump();
    const Outcome handled = command({"handle", path("tasks.json")}, 2);
    ASSERT_EQ(handled.exit_code, 0) << handled.text;
    EXPECT_NE(handled.text.find("All done!"), std::string::npos) << handled.text;
    EXPECT_EQ(scalar(url_, "SELECT string_agg(index::text, ',') FROM chunk WHERE proving_status = 4"), "1");
    std::ofstream(path("tasks.json")) << Json{{"chunks", {hash_of(5)}}}.dump();
    EXPECT_EQ(command({"handle", path("tasks.json")}).exit_code, 1);
    std::ofstream(path("tasks.json")) << "{}";
    EXPECT_EQ(command({"handle", path("tasks.json")}).exit_code, 0);
    std::ofstream(path("tasks.json")) << "[";
    EXPECT_EQ(command({"handle", path("tasks.json")}).exit_code, 2);
}

TEST_F(TaskTest, ADamagedWitnessFileFailsNoTaskOfOthers) {
    ASSERT_EQ(ingest(make_blocks(2)).exit_code, 0);
    ASSERT_EQ(command({"propose", "--max-blocks", "1"}).exit_code, 0);
    const std::string file = scalar(url_, "SELECT witness_path FROM zk_block WHERE number = 1");
    Bytes bytes = read(path("data/" + file));
    bytes[bytes.size() / 2] ^= 1;
    io::write_atomic(path("data/" + file), bytes);
    const Outcome run = command({"run"});
    EXPECT_NE(run.exit_code, 0) << run.text;
    EXPECT_EQ(scalar(url_, "SELECT string_agg(index::text, ',') FROM chunk WHERE proving_status = 4"), "1");
    EXPECT_EQ(scalar(url_, "SELECT sum(active_attempts) FROM chunk"), "0");
}

TEST_F(TaskTest, AKilledJobIsResumedFromItsFinishedSegmentsAlsoUnderAnotherConfiguration) {
    configure(16'384);  // many segments, so that the job is in the middle when the first one is there
    ASSERT_EQ(ingest(make_blocks(1)).exit_code, 0);
    ASSERT_EQ(command({"propose"}).exit_code, 0);
    {
        Process job(
            {"mpirun",
             "-np",
             "2",
             ZK_TEST_ZKPROVE,
             "run",
             "--config",
             path("config.json"),
             "--database",
             url_,
             "--data",
             path("data"),
             "--accept-toy"},
            path("job.log")
        );
        // Bounds a job that proves nothing; never a measure.
        for (int i = 0; i < 15'000 && scalar(url_, "SELECT count(*) FROM zk_segment") == "0"; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        job.kill_rank(0, SIGKILL);
        job.wait(60);
        EXPECT_NE(job.exit_code(), 0) << job.log();
    }
    ASSERT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4"), "0") << "killed in the middle";
    configure(131'072);
    const Outcome resumed = command({"run"}, 2);
    ASSERT_EQ(resumed.exit_code, 0) << resumed.text;
    EXPECT_EQ(scalar(url_, "SELECT count(*) FROM chunk WHERE proving_status = 4 AND active_attempts = 0"), "1");
    EXPECT_EQ(
        scalar(url_, "SELECT count(*) FROM (SELECT segment FROM zk_segment GROUP BY segment HAVING count(*) > 1) t"),
        "0"
    ) << "a finished segment was proved again: "
      << resumed.text;
    EXPECT_GE(std::stoi(scalar(url_, "SELECT max(n_resumed) FROM zk_session")), 1) << resumed.text;
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
