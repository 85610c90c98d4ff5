// The binary itself: prove, verify, and every way to give verify something else. One executable, so that proofs are made once.

#include "base/bytes.hpp"
#include "io/files/atomic_file.hpp"
#include "vm/testing/assembler.hpp"

#include <gtest/gtest.h>

#include "tests/end_to_end/command.hpp"
#include "tests/support/temporary_folder.hpp"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <random>

namespace zk::test {
namespace {

constexpr std::uint32_t kSeed = 20262;
const std::vector<std::string> kToy = {"--preset", "toy", "--accept-toy"};

class ProofTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        room = new TemporaryFolder;
        ASSERT_EQ(prove("fibonacci", words({4000, 7919}), "base.proof", {"--threads", "2"}).exit_code, 0);
    }
    static void TearDownTestSuite() {
        delete room;
        room = nullptr;
    }

    static std::string path(const std::string& name) { return (room->path() / name).string(); }
    static Outcome run(const std::vector<std::string>& arguments) { return zkprove(room->path(), arguments); }
    static Outcome verify(const std::string& name, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"verify", path(name), "--accept-toy"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
    static Bytes words(std::initializer_list<std::uint32_t> values) {
        Bytes bytes(4 * values.size());
        std::uint8_t* at = bytes.data();
        for (const std::uint32_t value : values) {
            store_u32le(at, value);
            at += 4;
        }
        return bytes;
    }
    static Bytes read(const std::string& name) { return io::read_file(path(name), 1u << 28).value(); }
    static void write(const std::string& name, ByteView bytes) { io::write_atomic(path(name), bytes); }

    /// A toy proof of two segments or more.
    static Outcome prove(
        const std::string& program, const Bytes& input, const std::string& output, std::vector<std::string> more = {}
    ) {
        write("input", input);
        std::vector<std::string> arguments{"prove", program, "--output", path(output)};
        if (!input.empty()) arguments.insert(arguments.end(), {"--input", path("input")});
        if (std::find(more.begin(), more.end(), "--segment-cycles") == more.end()) {
            arguments.insert(arguments.end(), {"--segment-cycles", "16384"});
        }
        arguments.insert(arguments.end(), kToy.begin(), kToy.end());
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
    static nlohmann::json json_of(const Outcome& outcome) {
        // The log goes to stderr; --quiet leaves the result alone.
        return nlohmann::json::parse(outcome.text, nullptr, false);
    }

    static inline TemporaryFolder* room = nullptr;
};

TEST_F(ProofTest, EveryProgramOfOursProvesAndVerifies) {
    Bytes keccak_input = words({4});
    keccak_input.insert(keccak_input.end(), {'a', 'b', 'c'});
    const std::vector<std::pair<std::string, Bytes>> runs = {
        {"sort", words({200, 1})}, {"keccak", keccak_input}, {"headers", {}}, {"chunk", {}}};
    for (const auto& [program, input] : runs) {
        const Outcome proved =
            prove(program, input, program + ".proof", {"--segment-cycles", "1048576", "--json", "--quiet"});
        ASSERT_EQ(proved.exit_code, 0) << proved.text;
        const auto result = json_of(proved);
        ASSERT_TRUE(result.is_object()) << proved.text;
        EXPECT_EQ(result["exit_code"], 0);
        const Outcome verified = verify(
            program + ".proof", {"--program", program, "--public-inputs", result["public_inputs"].get<std::string>()}
        );
        EXPECT_EQ(verified.exit_code, 0) << verified.text;
    }
}

TEST_F(ProofTest, AnyElfProvesAndVerifies) {
    vm::testing::Assembler code;
    code.li(5, 1000);
    const auto loop = code.here();
    code.imm(vm::Op::kAddi, 5, 5, -1);
    code.branch(vm::Op::kBne, 5, 0, loop);
    code.exit(7);
    write("loop.elf", code.elf());
    const Outcome proved = prove(path("loop.elf"), {}, "loop.proof");
    ASSERT_EQ(proved.exit_code, 0) << proved.text;
    EXPECT_NE(proved.text.find("exit code 7"), std::string::npos) << proved.text;
    EXPECT_EQ(verify("loop.proof").exit_code, 1) << "its exit code is not 0";
    EXPECT_EQ(verify("loop.proof", {"--exit-code", "7", "--program", path("loop.elf")}).exit_code, 0);
    EXPECT_EQ(verify("loop.proof", {"--any-exit-code"}).exit_code, 0);
    EXPECT_EQ(verify("loop.proof", {"--any-exit-code", "--program", "fibonacci"}).exit_code, 1);
    const Outcome executed = run({"execute", path("loop.elf")});
    EXPECT_EQ(executed.exit_code, 1) << "a program that ends with another code than 0 failed";
    write("big.elf", vm::testing::make_elf(0x10000, {{0x10000, Bytes((4u << 20) + 4, 0x13), (4u << 20) + 4, 5}}));
    const Outcome big = prove(path("big.elf"), {}, "big.proof");
    EXPECT_EQ(big.exit_code, 1);
    EXPECT_NE(big.text.find("at most 1048576 words of code, got 1048577"), std::string::npos) << big.text;
    write("no.elf", words({1, 2, 3}));
    EXPECT_EQ(prove(path("no.elf"), {}, "no.proof").exit_code, 1);
}

TEST_F(ProofTest, ThreadsAndShardsDoNotChangeTheFile) {
    const Bytes base = read("base.proof");
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{"--threads", "1"}, {"--shards", "2"}, {"--shards", "4"}}) {
        ASSERT_EQ(prove("fibonacci", words({4000, 7919}), "other.proof", more).exit_code, 0);
        EXPECT_EQ(read("other.proof"), base) << more[0] << " " << more[1];
    }
    EXPECT_EQ(prove("fibonacci", words({4000, 7919}), "other.proof", {"--shards", "3"}).exit_code, 2);
}

TEST_F(ProofTest, AlteredBytesAreRefusedWithExitCode1) {
    const Bytes base = read("base.proof");
    ASSERT_EQ(verify("base.proof").exit_code, 0);
    std::mt19937 random(kSeed);
    for (std::size_t i = 0; i < 200; ++i) {
        Bytes altered = base;
        const std::size_t offset = i < 40 ? i * 4 + random() % 4 : base.size() * i / 200;
        altered[offset] ^= static_cast<std::uint8_t>(1 + random() % 255);
        write("altered.proof", altered);
        const Outcome outcome = verify("altered.proof");
        ASSERT_EQ(outcome.exit_code, 1) << "byte " << offset << " of seed " << kSeed << ": " << outcome.text;
        EXPECT_NE(outcome.text.find("refused: "), std::string::npos) << outcome.text;
    }
}

TEST_F(ProofTest, OtherLengthsAreRefusedWithExitCode1) {
    const Bytes base = read("base.proof");
    // Nothing; inside and behind magic, header, first length, first statement, first proof; one byte short; one and more bytes over.
    const std::vector<std::size_t> lengths = {
        0, 3, 4, 8, 12, 50, 119, 120, 124, 125, 307, 308, 400, base.size() / 2, base.size() - 4, base.size() - 1};
    for (const std::size_t length : lengths) {
        write("short.proof", ByteView(base).first(length));
        const Outcome outcome = verify("short.proof");
        ASSERT_EQ(outcome.exit_code, 1) << length << " bytes: " << outcome.text;
        EXPECT_NE(outcome.text.find("refused: "), std::string::npos) << outcome.text;
    }
    for (const std::size_t more : {std::size_t{1}, std::size_t{4}, std::size_t{65536}}) {
        Bytes longer = base;
        longer.insert(longer.end(), more, 0);
        write("long.proof", longer);
        EXPECT_EQ(verify("long.proof").exit_code, 1) << more << " bytes over";
    }
    EXPECT_EQ(verify("no-such.proof").exit_code, 1);
}

TEST_F(ProofTest, AnotherProgramOrOtherPublicInputsAreRefused) {
    EXPECT_EQ(verify("base.proof", {"--program", "fibonacci"}).exit_code, 0);
    EXPECT_EQ(verify("base.proof", {"--program", "sort"}).exit_code, 1);
    EXPECT_EQ(verify("base.proof", {"--program", "0x" + std::string(64, '0')}).exit_code, 1);
    EXPECT_EQ(verify("base.proof", {"--public-inputs", "0x" + std::string(64, '0')}).exit_code, 1);
    EXPECT_EQ(verify("base.proof", {"--public-inputs", "0x12"}).exit_code, 2);
    EXPECT_EQ(verify("base.proof", {"--program", "no-such-program"}).exit_code, 2);
    const Outcome strict = run({"verify", path("base.proof")});
    EXPECT_EQ(strict.exit_code, 1) << "a toy proof";
    EXPECT_NE(strict.text.find("--accept-toy"), std::string::npos) << strict.text;
    EXPECT_EQ(run({"prove", "fibonacci", "--preset", "toy", "--output", path("x.proof")}).exit_code, 2);
}

// Whatever a script's unset variable gives must not be the same as no demand at all.
TEST_F(ProofTest, EmptyTextsAreUsageErrors) {
    for (const char* option :
         {"--program", "--public-inputs", "--exit-code", "--config", "--data", "--preset", "--database"}) {
        const Outcome refused = verify("base.proof", {option, ""});
        EXPECT_EQ(refused.exit_code, 2) << option << ": " << refused.text;
        EXPECT_EQ(refused.text.find("accepted"), std::string::npos) << refused.text;
    }
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"verify", ""},
             {"execute", "fibonacci", "--input", ""},
             {"execute", "fibonacci", ""},
             {"execute", "--range", "", "fibonacci"},
             {"execute", path("1.json"), "--fork", ""},
             {"execute", path("1.json"), "--prev-msg-queue-hash", ""},
             {"execute", path("1.json"), "--compression-infos", ""},
             {"execute", path("1.json"), "--validium-key", ""},
             {"ingest", path("1.json"), "--fork", ""},
             {"propose", "--prev-msg-queue-hash", ""},
             {"propose", "--range", ""},
             {"run", "--range", ""},
             {"run", "--task-type", ""},
             {"status", "--summary", ""}}) {
        const Outcome refused = run(wrong);
        EXPECT_EQ(refused.exit_code, 2) << wrong[0] << " " << wrong[1] << ": " << refused.text;
        EXPECT_NE(refused.text.find("empty"), std::string::npos) << wrong[0] << " " << wrong[1] << ": " << refused.text;
    }
}

TEST_F(ProofTest, UsageErrorsAre2AndMissingDatabasesAre3) {
    EXPECT_EQ(run({"--help"}).exit_code, 0);
    EXPECT_EQ(run({"prove", "--help"}).exit_code, 0);
    EXPECT_NE(run({"prove", "--help"}).text.find("Example: zkprove prove"), std::string::npos);
    EXPECT_EQ(run({"--version"}).exit_code, 0);
    EXPECT_NE(run({"--version"}).text.find("back ends"), std::string::npos);
    EXPECT_EQ(run({"prvoe"}).exit_code, 2);
    EXPECT_EQ(run({"verify"}).exit_code, 2);
    EXPECT_EQ(run({"verify", path("base.proof"), "--no-such-option"}).exit_code, 2);
    EXPECT_EQ(run({"params", "--threads", "many"}).exit_code, 2);
    EXPECT_EQ(run({"params", "no-such-preset"}).exit_code, 2);
    EXPECT_EQ(run({"ingest", path("base.proof")}).exit_code, 2) << "no folder is called like a fork";
    std::ofstream(path("bad.json")) << R"({"run": {"leese_ms": 5}})";
    const Outcome unknown = run({"params", "--config", path("bad.json")});
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_NE(unknown.text.find("run.leese_ms"), std::string::npos) << unknown.text;
    const Outcome lost =
        run({"status", "--database", "postgresql://user:s3cret@127.0.0.1:1/none", "--summary", path("summary.json")});
    EXPECT_EQ(lost.exit_code, 3) << lost.text;
    EXPECT_EQ(lost.text.find("s3cret"), std::string::npos) << lost.text;
    std::ifstream summary(path("summary.json"));
    const std::string text(std::istreambuf_iterator<char>(summary), {});
    EXPECT_NE(text.find("\"exit_code\": 3"), std::string::npos) << text;
    EXPECT_EQ(text.find("s3cret"), std::string::npos) << text;
}

TEST_F(ProofTest, BlocksAreExecutedBothWays) {
    const std::string folder = path("galileo");
    ASSERT_EQ(run({"devnet", "--blocks", "3", "--transactions", "2", "--output", folder}).exit_code, 0);
    const std::vector<std::string> files = {folder + "/2.json", folder + "/1.json", folder + "/3.json"};

    // A chunk each, several at a time: results in the order of the files.
    const auto each = json_of(run({"execute", files[0], "--json", files[1], "--quiet", "--jobs", "2", files[2]}));
    ASSERT_TRUE(each.is_object());
    EXPECT_TRUE(each["agree"].get<bool>());
    ASSERT_EQ(each["results"].size(), 3u);
    EXPECT_EQ(each["results"][1]["what"], files[1]);
    EXPECT_EQ(each["results"][1]["native"]["public_inputs"]["initial_block_number"], 1);
    EXPECT_EQ(each["results"][1]["native"]["pi_hash"], each["results"][1]["vm"]["pi_hash"]);
    EXPECT_GT(each["results"][1]["vm"]["cycles_per_gas"].get<double>(), 0);
    EXPECT_GT(each["results"][1]["vm"]["rows"]["add"].get<int>(), 0);
    EXPECT_TRUE(each["results"][1]["vm"].contains("accelerators"));

    // One chunk; --chunk is a flag wherever it stands. The queue hash before goes into the public inputs.
    const std::string queue_hash = "0x" + std::string(64, '1');
    const auto chunk = json_of(run(
        {"execute",
         "--native",
         "--chunk",
         files[0],
         files[1],
         "--prev-msg-queue-hash",
         queue_hash,
         files[2],
         "--json",
         "--quiet"}
    ));
    ASSERT_EQ(chunk["results"].size(), 1u);
    const auto& inputs = chunk["results"][0]["native"]["public_inputs"];
    EXPECT_EQ(inputs["block_ctxs"].size(), 3u);
    EXPECT_EQ(inputs["prev_msg_queue_hash"], queue_hash);
    EXPECT_EQ(inputs["prev_state_root"], each["results"][1]["native"]["public_inputs"]["prev_state_root"]);
    EXPECT_EQ(inputs["post_state_root"], each["results"][2]["native"]["public_inputs"]["post_state_root"]);
    EXPECT_FALSE(chunk["results"][0].contains("vm"));

    // An option takes one value each time: what follows is a block.
    std::ofstream(path("hints.json")) << "{}";
    const auto hinted = json_of(
        run({"execute", "--native", "--compression-infos", path("hints.json"), files[0], files[1], "--json", "--quiet"})
    );
    ASSERT_TRUE(hinted.is_object());
    EXPECT_EQ(hinted["results"].size(), 2u);

    // What --write-input leaves is what prove takes.
    EXPECT_EQ(run({"execute", "--native", files[1], "--write-input", path("chunk.in")}).exit_code, 0);
    const auto direct =
        json_of(run({"execute", "chunk", "--input", path("chunk.in"), "--native", "--json", "--quiet"}));
    EXPECT_EQ(direct["results"][0]["native"]["pi_hash"], each["results"][1]["native"]["pi_hash"]);

    // A block that does not run is a failed result of its own; the others are reported all the same.
    auto broken = nlohmann::json::parse(std::ifstream(files[1]));
    broken["states"].erase(0);
    std::ofstream(folder + "/9.json") << broken.dump();
    const Outcome mixed = run({"execute", files[0], folder + "/9.json", "--json", "--quiet"});
    EXPECT_EQ(mixed.exit_code, 1);
    const auto results = json_of(mixed)["results"];
    EXPECT_TRUE(results[0]["ok"].get<bool>());
    EXPECT_FALSE(results[1]["ok"].get<bool>());
    EXPECT_TRUE(results[1]["agree"].get<bool>()) << "both refuse";
    EXPECT_NE(results[1]["native"]["error"].get<std::string>().find("its nodes in the witness"), std::string::npos);
    EXPECT_NE(results[1]["vm"]["log"].get<std::string>().find("its nodes in the witness"), std::string::npos);

    // Blocks that do not follow each other are no chunk.
    EXPECT_EQ(run({"execute", "--chunk", "--native", files[1], files[2]}).exit_code, 1);
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"execute"},
             {"execute", "--range", "1-2", files[0]},
             {"execute", "--range", "2-1"},
             {"execute", files[0], "fibonacci"},
             {"execute", "fibonacci", files[0]},
             {"execute", "fibonacci", "--chunk"},
             {"execute", "fibonacci", "--fork", "galileo"},
             {"execute", files[0], "--input", path("chunk.in")},
             {"execute", files[0], "--program", "sort"},
             {"execute", files[0], "--fork", "galileo4"},
             {"execute", files[0], "--prev-msg-queue-hash", "0x12"},
             {"execute", files[0], "--jobs", "0"},
             {"execute", files[0], files[1], "--write-input", path("chunk.in")},
             {"execute", files[0], "--compression-infos", path("none.json")},
             {"devnet", "--output", folder, "--blocks", "0"},
             {"devnet", "--output", folder, "--fork", "paris"},
             {"devnet", "--output", folder, "--transactions", "65535"},
             {"devnet", "--output", folder, "--blocks", "1000000"},
             {"devnet", "--output", folder, "--first-block", "0"},
             {"devnet"}}) {
        const Outcome refused = run(wrong);
        EXPECT_EQ(refused.exit_code, 2) << wrong[0] << " " << wrong.back() << ": " << refused.text;
    }
}

TEST_F(ProofTest, ValidiumBlocksNeedTheirKey) {
    const std::string folder = path("validium");
    ASSERT_EQ(
        run({"devnet",
             "--fork",
             "validium",
             "--blocks",
             "1",
             "--transactions",
             "1",
             "--l1-messages",
             "2",
             "--output",
             folder})
            .exit_code,
        0
    );
    const std::string block = folder + "/1.json";
    const auto executed =
        json_of(run({"execute", block, "--validium-key", folder + "/validium.key", "--json", "--quiet"}));
    ASSERT_TRUE(executed.is_object());
    EXPECT_TRUE(executed["agree"].get<bool>()) << executed.dump(2);
    EXPECT_EQ(executed["results"][0]["native"]["public_inputs"]["version"], 0x41);
    EXPECT_EQ(executed["results"][0]["native"]["public_inputs"]["encryption_key"].get<std::string>().size(), 2 + 66u);
    const Outcome without = run({"execute", block, "--native"});
    EXPECT_EQ(without.exit_code, 1);
    EXPECT_NE(without.text.find("validium_key"), std::string::npos) << without.text;
    std::ofstream(path("bad.key")) << "0x1234";
    const Outcome bad = run({"execute", block, "--validium-key", path("bad.key")});
    EXPECT_EQ(bad.exit_code, 2);
    EXPECT_EQ(bad.text.find("1234"), std::string::npos) << "a key is not shown: " << bad.text;
    EXPECT_EQ(run({"execute", block, "--validium-key", path("none.key")}).exit_code, 2);
}

TEST_F(ProofTest, ReportsAreMade) {
    const Outcome params = run({"params", "standard-128"});
    EXPECT_EQ(params.exit_code, 0);
    EXPECT_NE(params.text.find("128-bit IOP, 124-bit hash"), std::string::npos) << params.text;
    const auto report = json_of(run({"params", "standard-128", "--json"}));
    ASSERT_TRUE(report.is_object());
    EXPECT_GE(report["tree_bits"].get<int>(), 128);
    EXPECT_GT(report["proof_bits"].get<int>(), report["tree_bits"].get<int>());
    const Outcome doctor = run({"doctor", "--data", path("data"), "--database", "postgresql://127.0.0.1:1/none"});
    EXPECT_EQ(doctor.exit_code, 0) << doctor.text;
    EXPECT_NE(doctor.text.find("PostgreSQL"), std::string::npos);
    const Outcome executed = run({"execute", "sort", "--json"});
    EXPECT_EQ(executed.exit_code, 0);
    EXPECT_TRUE(json_of(executed)["agree"].get<bool>()) << executed.text;
}

}  // namespace
}  // namespace zk::test
