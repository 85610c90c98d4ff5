// Blocks made for one transaction, natively and in the machine: what a machine of 32 bits could take for something else, and what costs it more than
// gas says.

#include "apps/devnet/accounts.hpp"
#include "apps/devnet/evm_assembler.hpp"
#include "apps/devnet/world.hpp"
#include "apps/witness/block.hpp"
#include "base/hex.hpp"
#include "guest/images/images.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/programs.hpp"
#include "guest/stateless/block_execution.hpp"
#include "guest/trie/trie_root.hpp"
#include "vm/elf/elf.hpp"
#include "vm/executor/machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>
#include <string_view>

namespace zk {
namespace {

using devnet::EvmAssembler;
using guest::Address;
using guest::Fork;
using guest::Op;
using guest::U256;

constexpr std::uint64_t kChain = 53;
constexpr std::uint32_t kPanicExitCode = 101;  // guest/runtime/machine.hpp
constexpr Address kL1Sender = {0x11, 1};
constexpr Address kContract = {0x22, 2};

struct Answers {
    std::optional<guest::PublicWords> native;
    std::string refusal;  ///< the native one
    vm::Execution machine;
};

class OneBlock {
  public:
    explicit OneBlock(Fork fork = Fork::kEuclidV2) : fork_(fork) {
        world_.put(guest::kL2MessageQueue, 1, U256());
        header_.ommers_hash = guest::kNoOmmersHash;
        header_.number = 7;
        header_.timestamp = 1'760'000'000;
        header_.difficulty = guest::to_word(1);
    }

    devnet::World& world() { return world_; }

    void add(const guest::Transaction& tx) {
        block_.transactions.push_back(guest::encode_transaction(tx));
        if (fork_ >= Fork::kFeynman) block_.hints.emplace_back();
        header_.gas_limit += tx.gas_limit;
    }
    /// An L1 message that calls kContract.
    void add_l1_call(std::uint64_t gas) {
        guest::Transaction tx;
        tx.type = guest::TransactionType::kL1Message;
        tx.sender = kL1Sender;
        tx.to = kContract;
        tx.gas_limit = gas;
        add(tx);
    }

    /// Runs it on the whole state, completes header and witness with what comes of that, and runs the chunk program both ways: they must agree.
    /// Where the block is refused the header stays incomplete and says so only if nothing else comes first.
    Answers run() {
        block_.chain_id = kChain;
        block_.number = header_.number;
        block_.prev_state_root = world_.state_root();
        header_.transactions_root =
            guest::list_root(std::vector<ByteView>(block_.transactions.begin(), block_.transactions.end()));
        guest::State state(world_);
        const auto outcome = guest::run_block(state, witness::view_of(block_, fork_), header_, fork_, kChain);
        if (outcome) {
            gas_used_ = header_.gas_used = outcome->gas_used;
            header_.receipts_root = outcome->receipts_root;
            header_.logs_bloom = outcome->logs_bloom;
        }
        static_cast<void>(state.storage(guest::kL2MessageQueue, U256()));
        devnet::StateWitness witness = world_.commit(state);
        header_.state_root = world_.state_root();
        block_.states = std::move(witness.nodes);
        block_.codes = std::move(witness.codes);
        block_.header = guest::encode_header(header_);
        block_.hash = guest::keccak256(block_.header);
        const auto input = witness::make_chunk_input(std::span(&block_, 1), fork_, {}, witness::ChunkContent::kState);
        EXPECT_TRUE(input.has_value());
        Answers out;
        const auto native = guest::run_program("chunk", *input);
        const auto machine = vm::execute(vm::load_elf(guest::guest_image("chunk")).value(), *input);
        if (!machine.has_value()) {
            ADD_FAILURE() << machine.error().message();
            return out;
        }
        out.machine = *machine;
        if (native) {
            out.native = *native;
            EXPECT_EQ(machine->exit_code, 0u) << machine->log;
            EXPECT_EQ(machine->public_words, *native);
        } else {
            out.refusal = native.error().where;
            EXPECT_EQ(machine->exit_code, kPanicExitCode);
            EXPECT_EQ(machine->log, "panic: " + out.refusal + "\n");
        }
        return out;
    }

    [[nodiscard]] std::uint64_t gas_used() const { return gas_used_; }
    [[nodiscard]] const std::vector<Bytes>& codes() const { return block_.codes; }

  private:
    Fork fork_;
    devnet::World world_;
    guest::Header header_;
    witness::Block block_;
    std::uint64_t gas_used_ = 0;
};

// Memory of more than 2^32 bytes can be paid for by an L1 message, which costs nothing.
TEST(Memory, BeyondItsLimitRefusesTheBlock) {
    constexpr std::uint64_t kGas = 40'000'000'000'000;
    const auto refused = [](const Bytes& code) {
        OneBlock block;
        block.world().put(kContract, 1, U256(), code);
        block.add_l1_call(kGas);
        EXPECT_NE(block.run().refusal.find("at most 1 GiB of memory"), std::string::npos);
    };
    constexpr std::uint64_t kEnd = std::uint64_t{1} << 32;
    EvmAssembler size;
    refused(size(1, 0, Op::kMstore, kEnd - 32, Op::kMload, Op::kPop, Op::kMsize, 0, Op::kSstore).take());
    for (const std::uint64_t n : {std::uint64_t{4096}, std::uint64_t{1} << 20}) {
        EvmAssembler copy;
        refused(copy(n, 0, kEnd - n, Op::kCalldatacopy).take());
    }
    EvmAssembler just_beyond;
    refused(just_beyond((std::uint64_t{1} << 30) - 31, Op::kMload).take());
    EvmAssembler in_a_call;
    refused(in_a_call(kEnd - 64, 64, 0, 0, 4, Op::kGas, Op::kStaticcall).take());
}

TEST(Memory, ThatNobodyPaysForHalts) {
    OneBlock block;
    EvmAssembler code;
    block.world().put(
        kContract, 1, U256(), code((std::uint64_t{1} << 32) - 32, Op::kMload, Op::kPop, 1, 0, Op::kSstore).take()
    );
    block.add_l1_call(1'000'000);
    EXPECT_TRUE(block.run().native.has_value());
    EXPECT_EQ(block.gas_used(), 1'000'000u);
}

// 1900 gas for each key: 2,260,530 of them cost 63,104 modulo 2^32. The input has 75 MB, so only in full.
TEST(IntrinsicGas, OfALongAccessList) {
    const char* const full = std::getenv("ZKPROVE_FULL");
    if (full == nullptr || std::string_view(full) != "1") GTEST_SKIP() << "5 G cycles: set ZKPROVE_FULL=1";
    OneBlock block;
    devnet::OwnedTransaction tx;
    tx.transaction.type = guest::TransactionType::kDynamicFee;
    tx.transaction.chain_id = kChain;
    tx.transaction.gas_limit = 100'000;
    tx.transaction.to = kContract;
    tx.transaction.access_list = {{kContract, std::vector<guest::Hash>(2'260'530)}};
    devnet::sign_transaction(tx, devnet::account_key(0));
    block.add(tx.view());
    EXPECT_NE(block.run().refusal.find("gas limit at least the intrinsic gas"), std::string::npos);
}

/// TSTORE(i, 1) for i = first, first + step, ...
Bytes store_in_a_loop(std::uint64_t first, std::uint64_t step) {
    EvmAssembler code;
    const auto again = code.label();
    return code(first, devnet::Here{again}, 1, devnet::dup(2), Op::kTstore, step, Op::kAdd, again, Op::kJump).take();
}

// The key of tables that hold what nobody chose is known; keys that collide under it must be nothing special in a chunk.
TEST(Tables, KeysThatCollideUnderAKnownKeyCostWhatOthersDo) {
    // NH multiplies sums of pairs: where the first of a pair makes its sum zero, the second does not matter. A transient slot's key is eight words of
    // the slot, low word first, and the address.
    const std::uint32_t opposite = -load_u32le(guest::keccak256(Bytes(33)).data());
    const auto second_matters = [known = guest::HashKey()](std::uint32_t first) {
        const std::uint32_t a[13] = {first};
        const std::uint32_t b[13] = {first, 0x9e3779b9};
        return known(a) != known(b);
    };
    ASSERT_FALSE(second_matters(opposite));
    ASSERT_TRUE(second_matters(opposite + 1));
    const auto cycles = [](std::uint64_t first, std::uint64_t step) {
        OneBlock block;
        block.world().put(kContract, 1, U256(), store_in_a_loop(first, step));
        block.add_l1_call(1'000'000);
        const Answers run = block.run();
        EXPECT_TRUE(run.native.has_value()) << run.refusal;
        EXPECT_EQ(block.gas_used(), 1'000'000u);
        return run.machine.plan.total_cycles();
    };
    const std::uint64_t colliding = cycles(opposite, std::uint64_t{1} << 32);
    const std::uint64_t others = cycles(opposite, 1);
    EXPECT_LT(colliding, others * 5 / 4) << others;
    EXPECT_LT(others, 20'000'000u);
}

// 100 KB from every call, and never more than a few of them at a time.
TEST(Heap, IsUsedAgain) {
    OneBlock block;
    EvmAssembler code;
    const auto again = code.label();
    block.world().put(
        kContract,
        1,
        U256(),
        code(devnet::Here{again}, 0, 0, 100'000, 0, 4, Op::kGas, Op::kStaticcall, Op::kPop, again, Op::kJump).take()
    );
    block.add_l1_call(220'000'000);
    const Answers run = block.run();
    EXPECT_TRUE(run.native.has_value()) << run.refusal;
    EXPECT_EQ(block.gas_used(), 220'000'000u);
    EXPECT_LT(run.machine.plan.total_cycles(), 220'000'000u);
}

/// base^3 mod modulus by the precompile, for ever.
Bytes cube_in_a_loop(const Bytes& base, const Bytes& modulus) {
    Bytes numbers(base.size() + 1 + modulus.size(), 3);  // the exponent between the others
    std::ranges::copy(base, numbers.begin());
    std::copy(modulus.rbegin(), modulus.rend(), numbers.rbegin());
    const std::uint64_t n = numbers.size();
    EvmAssembler code;
    const auto again = code.label();
    code(base.size(), 0, Op::kMstore, 1, 32, Op::kMstore, modulus.size(), 64, Op::kMstore);
    code(n, n, Op::kCodesize, Op::kSub, 96, Op::kCodecopy);
    code(devnet::Here{again}, 0, 0, 96 + n, 0, 5, Op::kGas, Op::kStaticcall, Op::kPop, again, Op::kJump);
    Bytes out = code.take();
    out.insert(out.end(), numbers.begin(), numbers.end());
    return out;
}

// EIP-7883 charges for the length of the longer number; the exponent 3 is the least that it charges for. The call itself takes 10 cycles a gas.
TEST(Modexp, CostsWhatItsGasSays) {
    std::mt19937 random(5);
    for (const std::size_t n : {1, 32, 33, 64, 96, 200, 256, 1024}) {
        Bytes dense(n);
        for (std::uint8_t& byte : dense) byte = static_cast<std::uint8_t>(random());
        Bytes even = dense;
        dense.back() |= 1;
        even.back() &= 0xfe;
        const Bytes ones(n, 0xff);
        Bytes sparse(n);
        sparse.front() = 1;
        sparse.back() |= 1;
        const std::vector<std::pair<Bytes, Bytes>> cases = {
            {even, dense},
            {dense, even},
            {ones, dense},
            {ones, sparse},
            {sparse, ones},
            {sparse, sparse},
            {dense, sparse},
            {dense, Bytes(1, 3)},
            {Bytes(1, 3), dense}};
        for (const auto& [base, modulus] : cases) {
            OneBlock block(Fork::kGalileo);
            block.world().put(kContract, 1, U256(), cube_in_a_loop(base, modulus));
            block.add_l1_call(1'000'000);
            const Answers run = block.run();
            EXPECT_TRUE(run.native.has_value()) << run.refusal;
            EXPECT_EQ(block.gas_used(), 1'000'000u);
            EXPECT_LT(run.machine.plan.total_cycles(), 25'000'000u) << to_hex(base) << "^3 mod " << to_hex(modulus);
        }
    }
}

/// staticcall of SHA-256 on n bytes of memory from `offset` on; the digest goes to memory from 0 on.
void append_sha256(EvmAssembler& code, std::uint64_t offset, std::uint64_t n) {
    code(32, 0, n, offset, 2, Op::kGas, Op::kStaticcall, Op::kPop);
}

// In software and by the machine's instruction, at every place in a word: each digest is part of the next message.
TEST(Sha256, OfEveryLengthAndOffset) {
    OneBlock block;
    EvmAssembler code;
    code(256, 0, 0, Op::kCodecopy);
    for (std::uint64_t n = 0; n <= 200; ++n) append_sha256(code, n % 7, n);
    block.world().put(kContract, 1, U256(), code(0, Op::kMload, 0, Op::kSstore).take());
    block.add_l1_call(10'000'000);
    EXPECT_TRUE(block.run().native.has_value());
    EXPECT_LT(block.gas_used(), 100'000u) << "did not get to its end";
}

// A block that is not aligned is copied first.
TEST(Sha256, CostsFewCyclesABlock) {
    constexpr std::uint64_t kBlocks = 1000;
    for (const std::uint64_t offset : {0u, 1u}) {
        const auto cycles = [&](std::uint64_t n_blocks) {
            OneBlock block;
            EvmAssembler code;
            code(64 * kBlocks + 64, Op::kMload, Op::kPop);
            append_sha256(code, offset, 64 * n_blocks);
            block.world().put(kContract, 1, U256(), code.take());
            block.add_l1_call(1'000'000);
            const Answers run = block.run();
            EXPECT_TRUE(run.native.has_value()) << run.refusal;
            return run.machine.plan.total_cycles();
        };
        const std::uint64_t cycles_of_blocks = cycles(kBlocks) - cycles(0);
        RecordProperty("offset" + std::to_string(offset), static_cast<int>(cycles_of_blocks));
        EXPECT_LT(cycles_of_blocks, (offset == 0 ? 20 : 160) * kBlocks);
    }
}

// EIP-7702 delegations are code, and L1 messages come from such accounts, too.
TEST(L1Message, NeedsNoCodeOfItsSender) {
    OneBlock block;
    Bytes designator(23, 0x77);
    std::ranges::copy(std::array{0xef, 0x01, 0x00}, designator.begin());
    block.world().put(kL1Sender, 3, U256(), designator);
    block.world().put(kContract, 1, U256(), {0x00});
    block.add_l1_call(100'000);
    const Answers run = block.run();
    EXPECT_TRUE(run.native.has_value()) << run.refusal;
    EXPECT_EQ(block.codes(), std::vector<Bytes>{Bytes{0x00}});
}

}  // namespace
}  // namespace zk
