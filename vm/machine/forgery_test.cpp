// Forged traces of the whole machine: what only the buses, or only padding and boundary rules, refuse.

#include "base/host_calls.hpp"
#include "stark/air/evaluate.hpp"
#include "vm/chips/add/add.hpp"
#include "vm/chips/compress/compress.hpp"
#include "vm/chips/hint/hint.hpp"
#include "vm/chips/jump_register/jump_register.hpp"
#include "vm/chips/keccak/keccak.hpp"
#include "vm/chips/memory_copy/memory_copy.hpp"
#include "vm/chips/program/program_table.hpp"
#include "vm/chips/set/set.hpp"
#include "vm/chips/sha256/sha256.hpp"
#include "vm/chips/tree/tree.hpp"
#include "vm/machine/lookup_counts.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/testing/assembler.hpp"
#include "vm/testing/row_oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zk::vm {
namespace {

using testing::Assembler;
using testing::ChipRows;
using testing::TracedSegment;

const Bytes kInput = {1, 2, 3, 4, 5, 6, 7, 8};

Program small_program() {
    Assembler a;
    a.data.assign(32, 0x01020304);
    a.li(5, testing::kDataAddress);
    a.li(6, 3);
    a.reg(Op::kHintRead, 0, 5, 6);
    a.reg(Op::kAdd, 7, 5, 5);
    a.reg(Op::kAdd, 5, 5, 5);
    a.reg(Op::kSub, 5, 5, 5);
    a.li(5, testing::kDataAddress + 32);
    a.reg(Op::kReveal, 0, 5, 0);
    const testing::Label next = a.label();
    a.jal(1, next);
    a.bind(next);
    a.emit({Op::kFence});
    a.exit(42);
    return a.program();
}

/// A segment of the small program to be forged, and what judges it.
class Forgery : public ::testing::Test {
  protected:
    explicit Forgery(Program program = small_program())
        : program_(std::move(program)),
          columns_(program_columns(program_)),
          segment_(testing::trace_segments(program_, kInput).at(0)) {}

    stark::Trace& trace(TableId table) {
        for (stark::Trace& t : segment_.traces) {
            if (t.table == table) return t;
        }
        throw std::logic_error("no such trace");
    }

    template <template <class> class Columns>
    Columns<Felt> get(TableId table, std::size_t row) {
        Columns<Felt> c;
        for (std::size_t j = 0; j < trace(table).n_columns; ++j)
            reinterpret_cast<Felt*>(&c)[j] = trace(table).column(j)[row];
        return c;
    }
    template <class Columns>
    void put(TableId table, std::size_t row, const Columns& c) {
        for (std::size_t j = 0; j < trace(table).n_columns; ++j)
            trace(table).column(j)[row] = reinterpret_cast<const Felt*>(&c)[j];
    }
    /// Appends a row, in a taller instance when this one is full.
    template <class Columns>
    void append(TableId table, const Columns& c) {
        const std::size_t row = n_rows(table);
        if (row == trace(table).height()) {
            stark::Trace taller(table, trace(table).log_height + 1, trace(table).n_columns);
            for (std::size_t j = 0; j < taller.n_columns; ++j) {
                std::copy_n(trace(table).column(j).begin(), row, taller.column(j).begin());
            }
            trace(table) = std::move(taller);
        }
        put(table, row, c);
    }
    /// Rows before the padding.
    std::size_t n_rows(TableId table) {
        const stark::Trace& t = trace(table);
        std::size_t n = t.height();
        const auto is_padding = [&](std::size_t r) {
            for (std::size_t j = 0; j < t.n_columns; ++j) {
                if (!t.column(j)[r].is_zero()) return false;
            }
            return true;
        };
        while (n > 0 && is_padding(n - 1)) --n;
        return n;
    }

    /// Multiplicities of the fixed lookup tables as a forger would set them.
    void complete_lookups() {
        std::vector<stark::Trace> rest;
        for (stark::Trace& t : segment_.traces) {
            const bool is_lookup = t.table >= kBitsTable;
            if (!is_lookup) rest.push_back(std::move(t));
        }
        for (stark::Trace& t : count_lookups(testing::rv32im(), rest, 2)) rest.push_back(std::move(t));
        segment_.traces = std::move(rest);
    }

    std::vector<std::string> row_violations() {
        std::vector<std::string> found;
        for (const stark::Trace& t : segment_.traces) {
            for (std::string& text : stark::check_rows(testing::rv32im().tables()[t.table], t, &columns_)) {
                found.push_back(std::move(text));
            }
        }
        return found;
    }
    std::vector<std::string> bus_violations() {
        return stark::check_buses(testing::rv32im(), segment_.traces, &columns_, boundary_terms(segment_.statement));
    }
    /// Every row holds by itself, and the buses alone refuse.
    void expect_refused_by_the_bus_alone(const std::string& what) {
        complete_lookups();
        const std::vector<std::string> rows = row_violations();
        EXPECT_TRUE(rows.empty()) << what << ": " << rows.front();
        EXPECT_FALSE(bus_violations().empty()) << what;
    }

    Program program_;
    stark::ProgramColumns columns_;
    TracedSegment segment_;
};

TEST_F(Forgery, TheHonestSegmentHolds) {
    EXPECT_TRUE(segment_.statement.final);
    EXPECT_EQ(segment_.statement.exit_code, 42u);
    EXPECT_EQ(segment_.statement.public_words[7], 0x01020304u);
    complete_lookups();
    EXPECT_TRUE(row_violations().empty());
    EXPECT_TRUE(bus_violations().empty());
}

// Every field of the statement, alone.
TEST_F(Forgery, AlteredStatements) {
    const SegmentStatement honest = segment_.statement;
    const auto refused = [&](const auto& alter, const char* what) {
        segment_.statement = honest;
        alter(segment_.statement);
        EXPECT_FALSE(bus_violations().empty()) << what;
        segment_.statement = honest;
    };
    refused([](auto& s) { s.pc0 += 1; }, "pc0");
    refused([](auto& s) { s.root0.words[0] += Felt(1); }, "root0");
    refused([](auto& s) { s.root1.words[7] += Felt(1); }, "root1");
    refused([](auto& s) { s.exit_code += 1; }, "exit code");
    refused([](auto& s) { s.exit_code ^= 0x10000; }, "exit code");
    for (std::size_t i = 0; i < 8; ++i) refused([&](auto& s) { s.public_words[i] ^= 1; }, "public word");
    refused([](auto& s) { s.final = false; }, "final");
    refused(
        [&](auto& s) {
            s.final = false;
            s.pc1 = 7;
            s.clock1 = 40;
        },
        "final"
    );
}

TEST_F(Forgery, AlteredStatementsOfASegmentInTheMiddle) {
    segment_ = testing::trace_segments(program_, kInput, 5).at(0);
    const SegmentStatement honest = segment_.statement;
    ASSERT_FALSE(honest.final);
    EXPECT_TRUE(bus_violations().empty());
    for (const int field : {0, 1, 2}) {
        segment_.statement = honest;
        if (field == 0) segment_.statement.pc1 += 1;
        if (field == 1) segment_.statement.clock1 += 4;
        if (field == 2) segment_.statement.final = true;
        EXPECT_FALSE(bus_violations().empty()) << field;
    }
}

// Fixed tables alone: the boundary's own terms must not pass.
TEST_F(Forgery, AnEmptyMachine) {
    std::erase_if(segment_.traces, [](const stark::Trace& t) { return t.table < kProgramTable; });
    for (stark::Trace& t : segment_.traces) std::fill(t.cells.begin(), t.cells.end(), Felt::zero());
    EXPECT_TRUE(row_violations().empty());
    EXPECT_FALSE(bus_violations().empty());
}

// An instruction left out, or executed twice at one clock, or a stretch of execution beside the chain of states.
TEST_F(Forgery, InstructionsBesideTheChain) {
    const TracedSegment honest = segment_;
    const std::size_t last = n_rows(kSetTable) - 1;
    auto c = get<SetColumns>(kSetTable, last);
    append(kSetTable, c);
    expect_refused_by_the_bus_alone("twice");

    segment_ = honest;
    put(kSetTable, last, SetColumns<Felt>{});
    expect_refused_by_the_bus_alone("left out");

    // Sixteen rows of an instruction that goes nowhere, at clocks of their own: the chain of states does not close.
    segment_ = honest;
    for (std::size_t r = 0; r < n_rows(kSetTable); ++r) {
        c = get<SetColumns>(kSetTable, r);
        if (c.writes.is_zero()) break;
    }
    ASSERT_TRUE(c.writes.is_zero());
    for (std::uint32_t i = 0; i < 16; ++i) {
        c.clock = Felt(1000 + 4 * i);
        append(kSetTable, c);
    }
    trace(kProgramTable).column(0)[c.pc.value() - program_.code_base] += Felt(16);
    expect_refused_by_the_bus_alone("beside the chain");
}

// Words that no hint_read asked for, though they count up and end as they should.
TEST_F(Forgery, HintWordsWithoutACall) {
    for (std::uint32_t step = 0; step < 16; ++step) {
        auto c = get<HintWordColumns>(kHintWordTable, 0);
        c.clock = Felt(1000);
        c.prev = Felt(1002);
        c.step = Felt(step);
        c.count = Felt(16);
        c.last = flag(step == 15);
        append(kHintWordTable, c);
    }
    expect_refused_by_the_bus_alone("words without a call");
}

// A chain that never ends: one word more than announced, handed on.
TEST_F(Forgery, HintWordsBeyondTheEnd) {
    const std::size_t last = n_rows(kHintWordTable) - 1;
    auto c = get<HintWordColumns>(kHintWordTable, last);
    ASSERT_TRUE(c.last == Felt::one());
    c.last = Felt::zero();
    put(kHintWordTable, last, c);
    c.step += Felt(1);
    c.prev = c.clock + Felt(2);
    append(kHintWordTable, c);
    expect_refused_by_the_bus_alone("a word too many");
}

// The path to a leaf once more, unchanged: its rows hold, the leaf's tuples cancel, only the root is consumed twice. A second initial entry of an
// address would be just this.
TEST_F(Forgery, TheSameLabelsTwice) {
    const auto unchanged = [](Felt(&final)[8], const Felt(&initial)[8]) { std::copy_n(initial, 8, final); };
    const auto hash = [&](const Felt(&l)[8], const Felt(&r)[8]) {
        Digest left{}, right{};
        std::copy_n(l, 8, left.words.begin());
        std::copy_n(r, 8, right.words.begin());
        CompressColumns<Felt> c{};
        fill(c, left, right);
        append(kCompressTable, c);
    };
    auto leaf = get<TreeLeafColumns>(kTreeLeafTable, 0);
    const std::uint32_t label = leaf.index_lo14.value() | leaf.index_hi12.value() << 14 |
                                (leaf.space_bits[0].value() | leaf.space_bits[1].value() << 1) << kLeafIndexBits;
    leaf.changed = Felt::zero();
    unchanged(leaf.final, leaf.initial);
    for (std::size_t i = 0; i < 8; ++i) {
        leaf.last[i] = leaf.first[i];
        leaf.times[i] = Felt::zero();
    }
    const TracedSegment honest = segment_;
    append(kTreeLeafTable, leaf);
    Felt operands[2][8];
    for (std::size_t i = 0; i < 8; ++i) {
        operands[i / 4][2 * (i % 4)] = leaf.first[i].lo;
        operands[i / 4][2 * (i % 4) + 1] = leaf.first[i].hi;
    }
    hash(operands[0], operands[1]);
    complete_lookups();
    EXPECT_TRUE(row_violations().empty());
    EXPECT_FALSE(bus_violations().empty()) << "leaf alone";

    const std::size_t n_nodes = n_rows(kTreeNodeTable);
    int copied = 0;
    for (std::size_t r = 0; r < n_nodes; ++r) {
        auto node = get<TreeNodeColumns>(kTreeNodeTable, r);
        const std::uint32_t depth = node.depth.value();
        if (node.label.value() != label >> (kTreeDepth - static_cast<int>(depth))) continue;
        const bool goes_right = (label >> (kTreeDepth - 1 - static_cast<int>(depth)) & 1) != 0;
        node.touches_left = flag(!goes_right);
        node.touches_right = flag(goes_right);
        node.changed = Felt::zero();
        unchanged(node.left_final, node.left_initial);
        unchanged(node.right_final, node.right_initial);
        unchanged(node.final, node.initial);
        append(kTreeNodeTable, node);
        hash(node.left_initial, node.right_initial);
        ++copied;
    }
    ASSERT_EQ(copied, kTreeDepth);
    expect_refused_by_the_bus_alone("path twice");
    const std::vector<std::string> found = bus_violations();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].find("bus " + std::to_string(kTreeBus) + " (0, 0"), std::string::npos) << found[0];
}

// A memory word replaced between two of its accesses.
TEST_F(Forgery, AWordThatChangesByItself) {
    auto leaf = get<TreeLeafColumns>(kTreeLeafTable, 0);
    leaf.times[5] += Felt(1);
    put(kTreeLeafTable, 0, leaf);
    expect_refused_by_the_bus_alone("time of the last access");
}

/// Two calls of keccak_f, on two states.
class KeccakForgery : public Forgery {
  protected:
    KeccakForgery() : Forgery(two_calls()) {}

    static Program two_calls() {
        Assembler a;
        a.data.assign(104, 0x01020304);
        a.li(5, testing::kDataAddress);
        a.li(6, testing::kDataAddress + 208);
        a.store(Op::kSw, 5, 0, 6);
        a.reg(Op::kKeccakF, 0, 5, 0);
        a.reg(Op::kKeccakF, 0, 6, 0);
        a.exit(42);
        return a.program();
    }

    KeccakRoundColumns<Felt> round(std::size_t row) { return get<KeccakRoundColumns>(kKeccakRoundTable, row); }
    void put_round(std::size_t row, const KeccakRoundColumns<Felt>& c) { put(kKeccakRoundTable, row, c); }

    /// Every row holds, every other bus balances: what refuses is the keccak bus, with this many tuples over.
    void expect_refused_by_the_keccak_bus(const std::string& what, std::size_t n_tuples) {
        expect_refused_by_the_bus_alone(what);
        const std::vector<std::string> found = bus_violations();
        EXPECT_EQ(found.size(), n_tuples) << what;
        for (const std::string& text : found) {
            EXPECT_EQ(text.find("bus " + std::to_string(kKeccakBus) + " "), 0u) << what << ": " << text;
        }
    }
};

TEST_F(KeccakForgery, TheHonestSegmentHolds) {
    complete_lookups();
    EXPECT_TRUE(row_violations().empty());
    EXPECT_TRUE(bus_violations().empty());
    EXPECT_EQ(n_rows(kKeccakFTable), 2u);
    EXPECT_EQ(n_rows(kKeccakRoundTable), 48u);
}

// 24 rounds of a call that was not made: they count up, and their ends are nobody's.
TEST_F(KeccakForgery, RoundsWithoutACall) {
    for (std::size_t i = 0; i < 24; ++i) {
        auto c = round(i);
        c.clock = Felt(1000);
        append(kKeccakRoundTable, c);
    }
    expect_refused_by_the_keccak_bus("rounds without a call", 2);
}

// The rounds of a call once more: a chain beside it, whose first and last tuples are those of the call.
TEST_F(KeccakForgery, RoundsTwice) {
    for (std::size_t i = 0; i < 24; ++i) append(kKeccakRoundTable, round(i));
    expect_refused_by_the_keccak_bus("rounds twice", 2);
}

TEST_F(KeccakForgery, ACallWithoutRounds) {
    for (std::size_t i = 0; i < 24; ++i) put_round(i, {});
    expect_refused_by_the_keccak_bus("no rounds", 2);
}

// Each call with the rounds of the other one.
TEST_F(KeccakForgery, SwappedCalls) {
    for (std::size_t i = 0; i < 24; ++i) {
        auto first = round(i);
        auto second = round(24 + i);
        std::swap(first.clock, second.clock);
        put_round(i, first);
        put_round(24 + i, second);
    }
    expect_refused_by_the_keccak_bus("swapped", 8);
}

// One round of the other call in a chain; and a chain that leaves out its last round.
TEST_F(KeccakForgery, ChainsThatDoNotMeet) {
    const TracedSegment honest = segment_;
    auto c = round(24 + 5);
    c.clock = round(5).clock;
    put_round(5, c);
    expect_refused_by_the_keccak_bus("a round of another call", 4);

    segment_ = honest;
    put_round(23, {});
    expect_refused_by_the_keccak_bus("23 rounds", 2);
}

// A state that the rounds did not make, written by the call and left in memory.
TEST_F(KeccakForgery, AWordOfTheResult) {
    auto c = get<KeccakFColumns>(kKeccakFTable, 0);
    c.words[49].after.lo += Felt(1);
    put(kKeccakFTable, 0, c);
    expect_refused_by_the_bus_alone("word of the result");
}

/// Two calls of sha256_compress, on two states.
class Sha256Forgery : public Forgery {
  protected:
    Sha256Forgery() : Forgery(two_calls()) {}

    static Program two_calls() {
        Assembler a;
        for (std::uint32_t i = 0; i < 64; ++i) a.data.push_back(0x01020304 + i);
        a.li(5, testing::kDataAddress);
        a.li(6, testing::kDataAddress + 128);
        a.imm(Op::kAddi, 7, 5, 64);
        a.reg(Op::kSha256Compress, 0, 5, 7);
        a.reg(Op::kSha256Compress, 0, 6, 7);
        a.exit(42);
        return a.program();
    }

    Sha256RoundsColumns<Felt> rounds(std::size_t row) { return get<Sha256RoundsColumns>(kSha256RoundsTable, row); }
    void put_rounds(std::size_t row, const Sha256RoundsColumns<Felt>& c) { put(kSha256RoundsTable, row, c); }

    /// Every row holds, every other bus balances: what refuses is the sha256 bus, with this many tuples over.
    void expect_refused_by_the_sha256_bus(const std::string& what, std::size_t n_tuples) {
        expect_refused_by_the_bus_alone(what);
        const std::vector<std::string> found = bus_violations();
        EXPECT_EQ(found.size(), n_tuples) << what;
        for (const std::string& text : found) {
            EXPECT_EQ(text.find("bus " + std::to_string(kSha256Bus) + " "), 0u) << what << ": " << text;
        }
    }
};

TEST_F(Sha256Forgery, TheHonestSegmentHolds) {
    complete_lookups();
    EXPECT_TRUE(row_violations().empty());
    EXPECT_TRUE(bus_violations().empty());
    EXPECT_EQ(n_rows(kSha256CompressTable), 2u);
    EXPECT_EQ(n_rows(kSha256RoundsTable), 16u);
}

TEST_F(Sha256Forgery, RoundsWithoutACall) {
    for (std::size_t i = 0; i < 8; ++i) {
        auto c = rounds(i);
        c.clock = Felt(1000);
        append(kSha256RoundsTable, c);
    }
    expect_refused_by_the_sha256_bus("rounds without a call", 2);
}

TEST_F(Sha256Forgery, RoundsTwice) {
    for (std::size_t i = 0; i < 8; ++i) append(kSha256RoundsTable, rounds(i));
    expect_refused_by_the_sha256_bus("rounds twice", 2);
}

TEST_F(Sha256Forgery, ACallWithoutRounds) {
    for (std::size_t i = 0; i < 8; ++i) put_rounds(i, {});
    expect_refused_by_the_sha256_bus("no rounds", 2);
}

TEST_F(Sha256Forgery, SwappedCalls) {
    for (std::size_t i = 0; i < 8; ++i) {
        auto first = rounds(i);
        auto second = rounds(8 + i);
        std::swap(first.clock, second.clock);
        put_rounds(i, first);
        put_rounds(8 + i, second);
    }
    expect_refused_by_the_sha256_bus("swapped", 8);
}

TEST_F(Sha256Forgery, ChainsThatDoNotMeet) {
    const TracedSegment honest = segment_;
    auto c = rounds(8 + 5);
    c.clock = rounds(5).clock;
    put_rounds(5, c);
    expect_refused_by_the_sha256_bus("rounds of another call", 4);

    segment_ = honest;
    put_rounds(7, {});
    expect_refused_by_the_sha256_bus("56 rounds", 2);
}

// A word that the rounds did not make, added to the state and left in memory; and a word of the schedule that they did not hand back.
TEST_F(Sha256Forgery, AWordOfTheResult) {
    const TracedSegment honest = segment_;
    auto c = get<Sha256CompressColumns>(kSha256CompressTable, 0);
    c.schedule[15].hi += Felt(1);
    put(kSha256CompressTable, 0, c);
    expect_refused_by_the_sha256_bus("word of the schedule", 2);

    segment_ = honest;
    c = get<Sha256CompressColumns>(kSha256CompressTable, 0);
    c.state[7].made.lo += Felt(1);
    c.state[7].after.lo += Felt(1);
    put(kSha256CompressTable, 0, c);
    expect_refused_by_the_bus_alone("word of the result");
}

// A block that is not in memory.
TEST_F(Sha256Forgery, AWordOfTheBlock) {
    auto c = get<Sha256CompressColumns>(kSha256CompressTable, 0);
    c.block[9].bytes[1] += Felt(1);
    put(kSha256CompressTable, 0, c);
    expect_refused_by_the_bus_alone("word of the block");
}

/// Two copies of three words each, the second onto the first one's destination.
class CopyForgery : public Forgery {
  protected:
    CopyForgery() : Forgery(two_copies()) {}

    static Program two_copies() {
        Assembler a;
        for (std::uint32_t i = 0; i < 64; ++i) a.data.push_back(i);
        a.li(5, testing::kDataAddress);
        a.li(6, 3);
        a.li(7, testing::kDataAddress + 32);
        a.reg(Op::kMemoryCopy, 7, 5, 6);
        a.imm(Op::kAddi, 5, 5, 64);
        a.reg(Op::kMemoryCopy, 7, 5, 6);
        a.exit(42);
        return a.program();
    }

    CopiedWordColumns<Felt> word(std::size_t row) { return get<CopiedWordColumns>(kCopiedWordTable, row); }

    /// Every row holds, and what refuses is the copy bus, with this many tuples over.
    void expect_refused_by_the_copy_bus(const std::string& what, std::size_t n_tuples) {
        expect_refused_by_the_bus_alone(what);
        const std::vector<std::string> found = bus_violations();
        EXPECT_EQ(found.size(), n_tuples) << what;
        for (const std::string& text : found) {
            EXPECT_EQ(text.find("bus " + std::to_string(kCopyBus) + " "), 0u) << what << ": " << text;
        }
    }
};

TEST_F(CopyForgery, TheHonestSegmentHolds) {
    complete_lookups();
    EXPECT_TRUE(row_violations().empty());
    EXPECT_TRUE(bus_violations().empty());
    EXPECT_EQ(n_rows(kMemoryCopyTable), 2u);
    EXPECT_EQ(n_rows(kCopiedWordTable), 6u);
}

// A word that no memory_copy asked for, copied onto itself, on the path of the memory word from its first tuple to its last: memory balances.
TEST_F(CopyForgery, AWordWithoutACall) {
    std::size_t r = 0;
    while (get<TreeLeafColumns>(kTreeLeafTable, r).first[5].lo != Felt(5)) ++r;
    auto leaf = get<TreeLeafColumns>(kTreeLeafTable, r);
    ASSERT_TRUE(leaf.times[5].is_zero());
    leaf.times[5] = Felt(1003);
    put(kTreeLeafTable, r, leaf);
    CopiedWordColumns<Felt> c{};
    c.real = c.last = c.count = Felt::one();
    c.clock = c.destination_prev = Felt(1000);
    c.source = c.destination = Felt(testing::kDataAddress / 4 + 5);
    c.value = c.old = leaf.first[5];
    append(kCopiedWordTable, c);
    expect_refused_by_the_copy_bus("a word without a call", 1);
}

// The words' calls exchanged: which pointers a word has is the call's matter.
TEST_F(CopyForgery, ChainsOfOtherPointers) {
    const TracedSegment honest = segment_;
    // The source one word further, the step one less: the same accesses, but another call.
    for (std::size_t r = 0; r < 3; ++r) {
        auto c = word(r);
        c.source += Felt(1);
        c.destination += Felt(1);
        c.step -= Felt(1);
        c.count -= Felt(1);
        put(kCopiedWordTable, r, c);
    }
    expect_refused_by_the_copy_bus("shifted steps", 2);

    segment_ = honest;
    for (std::size_t r = 0; r < 3; ++r) {
        auto c = word(r);
        c.count = Felt(1000);
        c.last = Felt::zero();
        put(kCopiedWordTable, r, c);
    }
    expect_refused_by_the_copy_bus("a chain without an end", 3);
}

// A copy that leaves out its last word, and says that the one before was the last.
TEST_F(CopyForgery, FewerWordsThanAnnounced) {
    auto c = word(1);
    c.last = Felt::one();
    c.count = Felt(2);
    put(kCopiedWordTable, 1, c);
    expect_refused_by_the_bus_alone("fewer words");
}

// Time of the last access: at least one tick before, at most 2^16; also where clocks end.
TEST(Timestamps, PreviousAccessIsEarlier) {
    const ChipRows rows(kAddTable, small_program(), kInput);
    const Felt honest_clock = rows.get<AddColumns>(0).clock;
    for (const Felt clock : {honest_clock, Felt((1u << 28) - 4), Felt(1u << 28)}) {
        const auto refused = [&](int phase, Felt prev) {
            auto c = rows.get<AddColumns>(0);
            c.clock = clock;
            c.rs1.prev = clock - Felt(1);
            c.rs2.prev = clock;
            c.rd.prev = clock + Felt(2);
            EXPECT_TRUE(rows.judge(c).holds());
            (phase == 0 ? c.rs1.prev : phase == 1 ? c.rs2.prev : c.rd.prev) = prev;
            return !rows.judge(c).holds();
        };
        for (const int phase : {0, 1, 3}) {
            const Felt now = clock + Felt(static_cast<std::uint32_t>(phase));
            EXPECT_TRUE(refused(phase, now));
            EXPECT_TRUE(refused(phase, now + Felt(1)));
            EXPECT_TRUE(refused(phase, now + Felt(1u << 20)));
            EXPECT_TRUE(refused(phase, now - Felt(65537)));
            EXPECT_FALSE(refused(phase, now - Felt(1)));
            EXPECT_FALSE(refused(phase, now - Felt(65536)));
        }
    }
}

// A byte target of p and more is not taken for the target that it equals in the field.
TEST(Aliases, ByteTargetsBeyondTheField) {
    Assembler a;
    a.li(5, testing::kCodeAddress + 12);
    a.imm(Op::kJalr, 1, 5, 0);
    a.exit(0);
    const ChipRows rows(kJumpRegisterTable, a.program());
    const std::uint32_t target = testing::kCodeAddress + 12;
    for (const std::uint32_t base : {target + Felt::kModulus, target + 0x80000000u, target + 0x40000000u}) {
        for (const std::uint32_t low : {0u, 1u << 14, 0u - (1u << 14)}) {
            for (const int bits : {0, 1, 2, 3}) {
                auto c = rows.get<JumpRegisterColumns>(0);
                c.rs1.value = Accesses::limbs(base);
                c.bit0 = Felt(static_cast<std::uint32_t>(bits & 1));
                c.wraps = Felt(static_cast<std::uint32_t>(bits >> 1));
                c.lo14 = (c.rs1.value.lo - c.bit0) * Felt(4).inverse() + Felt(low & 0x3fffffff);
                const testing::Verdict verdict = rows.judge(c);
                if (!verdict.holds()) continue;
                const testing::Tuple next = {kStateBus, base / 4, c.clock.value() + 4};
                EXPECT_NE(std::find(verdict.produced.begin(), verdict.produced.end(), next), verdict.produced.end());
            }
        }
    }
}

// The target plus p: of a carry that makes up for p's high limb nothing is wrong but that it is no bit.
TEST(Aliases, TheTargetPlusTheModulus) {
    Assembler a;
    a.li(5, testing::kCodeAddress + 12);
    a.imm(Op::kJalr, 1, 5, 0);
    a.exit(0);
    const ChipRows rows(kJumpRegisterTable, a.program());
    auto c = rows.get<JumpRegisterColumns>(0);
    for (const std::uint32_t target : {0x201000u, 0x400000u, 0x10000u}) {
        c.rs1.value = Accesses::limbs(target + Felt::kModulus);
        c.lo14 = Felt((target & 0xffff) / 4);
        c.bit0 = c.wraps = Felt::zero();
        testing::expect_refused_only_by("constraint address.carry", rows, c);
        const testing::Verdict unchecked = rows.oracle().judge_unchecked(testing::cells_of(c));
        const testing::Tuple next = {kStateBus, target / 4, c.clock.value() + 4};
        EXPECT_NE(std::find(unchecked.produced.begin(), unchecked.produced.end(), next), unchecked.produced.end());
    }
}

// Rows that are not real: with any two cells set, nothing is sent unless the row's own multiplicity is set too.
TEST(Padding, LiveFlagsAreImpossible) {
    for (const stark::Table& table : testing::rv32im().tables()) {
        if (table.fixed) continue;
        const stark::Air& air = table.air;
        std::vector<Felt> row(air.n_main, Felt::zero());
        const auto check = [&](std::size_t j, std::size_t k) {
            const std::vector<Felt> values = stark::evaluate_nodes<Felt>(air, std::span<const Felt>(row));
            for (const stark::Constraint& c : air.constraints) {
                if (!values[c.node].is_zero()) return;
            }
            if (!values[air.interactions.front().numerator].is_zero()) return;
            for (const stark::Interaction& i : air.interactions) {
                EXPECT_TRUE(values[i.numerator].is_zero())
                    << table.name << "." << i.label << " with " << air.column_names[j] << ", " << air.column_names[k];
            }
        };
        for (std::size_t j = 0; j < row.size(); ++j) {
            row[j] = Felt::one();
            // Wide tables have their flags in front.
            for (std::size_t k = j; k < std::min<std::size_t>(row.size(), 64); ++k) {
                const Felt before = row[k];
                row[k] = Felt::one();
                check(j, k);
                if (k != j) row[k] = before;
            }
            row[j] = -Felt::one();
            check(j, j);
            row[j] = Felt::zero();
        }
    }
}

}  // namespace
}  // namespace zk::vm
