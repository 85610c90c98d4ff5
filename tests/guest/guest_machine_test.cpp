// The guest's programs natively and as riscv32 images inside the machine: the same words, the same refusals.

#include "apps/devnet/chain.hpp"
#include "apps/devnet/validium.hpp"
#include "apps/witness/block.hpp"
#include "base/hex.hpp"
#include "guest/images/images.hpp"
#include "guest/programs/programs.hpp"
#include "guest/test/vectors.hpp"
#include "vm/elf/elf.hpp"
#include "vm/executor/machine.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

namespace zk {
namespace {

constexpr std::uint32_t kPanicExitCode = 101;  // guest/runtime/machine.hpp

Result<vm::Execution> execute(std::string_view name, ByteView input) {
    const auto program = vm::load_elf(guest::guest_image(name));
    if (!program) return tl::unexpected(program.error());
    return vm::execute(*program, input);
}

// Runs both ways, compares, and prints what the machine needed.
void compare(std::string_view name, const std::string& label, const Bytes& input) {
    const auto native = guest::run_program(name, input);
    const auto machine = execute(name, input);
    ASSERT_TRUE(machine.has_value()) << label << ": " << machine.error().message();
    if (native) {
        EXPECT_EQ(machine->exit_code, 0u) << label << ": " << machine->log;
        EXPECT_EQ(machine->public_words, *native) << label;
        EXPECT_EQ(machine->log, "") << label;
        std::cout << name << " " << label << ": " << machine->plan.total_cycles() << " cycles\n";
    } else {
        EXPECT_EQ(machine->exit_code, kPanicExitCode) << label;
        EXPECT_EQ(machine->public_words, guest::PublicWords{}) << label;
        EXPECT_EQ(machine->log, "panic: " + native.error().where + "\n") << label;
    }
}

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes bytes;
    for (const std::uint32_t value : values) {
        bytes.resize(bytes.size() + 4);
        store_u32le(bytes.data() + bytes.size() - 4, value);
    }
    return bytes;
}

TEST(GuestInMachine, DefaultInputs) {
    for (const std::string_view name : guest::program_names()) {
        compare(name, "default", guest::default_input(name).value());
    }
}

TEST(GuestInMachine, Refusals) {
    for (const std::string_view name : guest::program_names()) {
        compare(name, "no input", {});
        compare(name, "one byte", {7});
        compare(name, "five bytes", {1, 2, 3, 4, 5});
    }
    compare("fibonacci", "m = 0", words({3, 0}));
    compare("sort", "seed = 0", words({3, 0}));
    compare("keccak", "n = 0", words({0, 0}));
}

TEST(GuestInMachine, InputsOfEveryLength) {
    for (std::size_t n = 0; n < 20; ++n) {
        Bytes input = words({2});
        for (std::size_t i = 0; i < n; ++i) input.push_back(static_cast<std::uint8_t>(0xf0 + i));
        compare("keccak", std::to_string(n) + " bytes", input);
    }
}

// Every combination of edges, and random operands: in software and by the machine's instructions.
TEST(GuestInMachine, ArithmeticOfEdgesAndRandomOperands) {
    const auto filled = [](std::uint8_t high, std::uint8_t middle, std::uint8_t low) {
        Bytes bytes(32, middle);
        bytes.front() = high;
        bytes.back() = low;
        return bytes;
    };
    const Bytes order = from_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").value();
    const std::vector<Bytes> edges = {
        filled(0, 0, 0), filled(0, 0, 1), filled(0, 0, 7), filled(0x80, 0, 0), filled(0xff, 0xff, 0xff), order};
    Bytes input;
    const auto record = [&input](const Bytes& a, const Bytes& b, const Bytes& m) {
        for (const Bytes* each : {&a, &b, &m}) input.insert(input.end(), each->begin(), each->end());
    };
    for (const Bytes& a : edges) {
        for (const Bytes& b : edges) {
            for (const Bytes& m : edges) record(a, b, m);
        }
    }
    compare("arithmetic", "edges", input);

    constexpr std::uint32_t kSeed = 5;
    RecordProperty("seed", static_cast<int>(kSeed));
    std::mt19937 random(kSeed);
    input.assign(30 * 96, 0);
    for (std::size_t word = 0; word < 90; ++word) {
        const std::size_t length = random() % 4 == 0 ? random() % 33 : 32;
        for (std::size_t i = 0; i < length; ++i) input[32 * word + 31 - i] = static_cast<std::uint8_t>(random());
    }
    compare("arithmetic", "random operands", input);
}

TEST(GuestInMachine, AlteredChunks) {
    const Bytes input = guest::default_input("headers").value();
    std::size_t n_refused = 0;
    for (std::size_t i = 0; i < input.size(); i += 17) {
        Bytes altered = input;
        altered[i] ^= 0x40;
        if (!guest::run_program("headers", altered)) ++n_refused;
        compare("headers", "byte " + std::to_string(i), altered);
    }
    EXPECT_GT(n_refused, 30u);
}

witness::Block read_sample(const std::filesystem::path& path) {
    witness::Block block = witness::parse_block(test::read_text(path)).value();
    const auto side = path.parent_path() / (path.stem().string() + "_validium_txs.json");
    if (std::filesystem::exists(side)) {
        block.validium_messages = witness::parse_validium_messages(test::read_text(side)).value();
    }
    return block;
}

// Samples are real: the program must accept them, both ways. `chunk` on all of them: tests/conformance.
void compare_headers(guest::Fork fork, const std::vector<witness::Block>& blocks, const std::string& label) {
    const Bytes input = witness::make_chunk_input(blocks, fork, {}).value();
    const auto native = guest::run_program("headers", input);
    ASSERT_TRUE(native.has_value()) << label << ": " << native.error().message();
    compare("headers", std::string(guest::fork_name(fork)) + " " + label, input);
}

std::vector<witness::Block> devnet_blocks(const devnet::ChainOptions& options) {
    std::vector<witness::Block> blocks;
    const std::vector<devnet::ChainBlock> chain = devnet::make_chain(options).value();
    for (const auto& each : chain) {
        blocks.push_back(witness::parse_block(each.json).value());
        if (each.validium_messages.empty()) continue;
        blocks.back().validium_messages = witness::parse_validium_messages(each.validium_messages).value();
    }
    return blocks;
}

TEST(GuestInMachine, DevnetChainsWithoutState) {
    for (const guest::Fork fork : guest::kForks) {
        devnet::ChainOptions options;
        options.fork = fork;
        options.n_blocks = 3;
        options.headers_only = true;
        compare_headers(fork, devnet_blocks(options), "devnet");
    }
}

// Every action of the devnet once.
TEST(GuestInMachine, DevnetChainsWithState) {
    for (const guest::Fork fork : guest::kForks) {
        devnet::ChainOptions options;
        options.fork = fork;
        options.n_blocks = 2;
        options.transactions_per_block = 9;
        options.l1_messages_per_block = 3;
        const auto blocks = devnet_blocks(options);
        const Bytes input =
            witness::make_chunk_input(blocks, fork, {}, witness::ChunkContent::kState, devnet::validium_key()).value();
        const auto native = guest::run_program("chunk", input);
        ASSERT_TRUE(native.has_value()) << native.error().message();
        compare("chunk", std::string(guest::fork_name(fork)) + " devnet", input);
    }
}

TEST(GuestInMachine, HeadersOfSampleChunks) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    const auto compare_range = [](guest::Fork fork, std::uint64_t first, std::uint64_t last) {
        std::vector<witness::Block> blocks;
        for (std::uint64_t number = first; number <= last; ++number) {
            blocks.push_back(read_sample(
                test::vectors_path("witnesses") / guest::fork_name(fork) / (std::to_string(number) + ".json")
            ));
        }
        compare_headers(fork, blocks, std::to_string(first) + ".." + std::to_string(last));
    };
    compare_range(guest::Fork::kEuclidV1, 12508460, 12508463);
    compare_range(guest::Fork::kEuclidV2, 1, 4);
    compare_range(guest::Fork::kFeynman, 16525000, 16525009);
    compare_range(guest::Fork::kGalileo, 20239156, 20239157);
    compare_range(guest::Fork::kGalileo, 20239173, 20239176);
    compare_range(guest::Fork::kGalileoV2, 20239241, 20239242);
    compare_range(guest::Fork::kValidium, 347, 366);
}

TEST(GuestInMachine, HeadersOfEverySampleBlock) {
    ZK_NEEDS_VECTORS(test::vectors_path("witnesses"));
    std::size_t n_blocks = 0;
    for (const guest::Fork fork : guest::kForks) {
        for (const auto& path : test::files_below(test::vectors_path("witnesses") / guest::fork_name(fork), ".json")) {
            if (path.string().ends_with("_validium_txs.json")) continue;
            compare_headers(fork, {read_sample(path)}, path.stem().string());
            ++n_blocks;
        }
    }
    EXPECT_GE(n_blocks, 69u);
}

}  // namespace
}  // namespace zk
