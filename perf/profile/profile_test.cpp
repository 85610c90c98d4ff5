#include "perf/profile/profile.hpp"

#include "guest/images/images.hpp"
#include "guest/programs/programs.hpp"
#include "vm/elf/elf.hpp"
#include "vm/testing/assembler.hpp"

#include <gtest/gtest.h>

#include "perf/profile/report.hpp"

#include <algorithm>
#include <numeric>

namespace zk::perf {
namespace {

using vm::Op;
using vm::testing::Assembler;
using vm::testing::Label;

constexpr int kRa = 1, kSp = 2, kT0 = 5, kA0 = 10, kA1 = 11;

/// Code with named parts, as the symbols of an image would name them.
struct Code {
    Assembler assembler;
    Symbols symbols;

    void function(const std::string& name) {
        cover();
        symbols.names.push_back(name);
    }
    Symbols finish() {
        cover();
        symbols.names.emplace_back(Symbols::kUnknown);
        symbols.probe.resize(symbols.function.size(), Symbols::kNoProbe);
        return symbols;
    }
    /// A probe at the next instruction.
    void probe(int reg) {
        cover();
        symbols.probe.resize(symbols.function.size() + 1, Symbols::kNoProbe);
        symbols.probe.back() = static_cast<std::uint8_t>(reg);
    }
    void call(Label target) { assembler.jal(kRa, target); }
    void tail(Label target) { assembler.jal(0, target); }
    void ret() { assembler.imm(Op::kJalr, 0, kRa, 0); }
    void work(int n) {
        for (int i = 0; i < n; ++i) assembler.imm(Op::kAddi, kA1, kA1, 1);
    }
    void save() {
        assembler.imm(Op::kAddi, kSp, kSp, -16);
        assembler.store(Op::kSw, kRa, 0, kSp);
    }
    void restore() {
        assembler.imm(Op::kLw, kRa, kSp, 0);
        assembler.imm(Op::kAddi, kSp, kSp, 16);
    }

  private:
    void cover() {
        const std::size_t n = (assembler.address() - vm::testing::kCodeAddress) / 4;
        symbols.function.resize(n, static_cast<std::uint32_t>(symbols.names.empty() ? 0 : symbols.names.size() - 1));
    }
};

Profile run(Code& code) {
    const Symbols symbols = code.finish();
    const auto out = profile(code.assembler.program(), symbols, {});
    EXPECT_TRUE(out) << (out ? "" : out.error().message());
    return out.value_or(Profile{});
}

const NamedCycles& find(const std::vector<NamedCycles>& rows, const std::string& name) {
    static const NamedCycles kNone;
    const auto found = std::ranges::find(rows, name, &NamedCycles::name);
    EXPECT_NE(found, rows.end()) << name;
    return found == rows.end() ? kNone : *found;
}

void expect_cycles(
    const Profile& p, const std::string& name, std::uint64_t own, std::uint64_t all, std::uint64_t calls
) {
    const std::vector<NamedCycles> rows = by_function(p);
    const NamedCycles& row = find(rows, name);
    EXPECT_EQ(row.exclusive, own) << name;
    EXPECT_EQ(row.inclusive, all) << name;
    EXPECT_EQ(row.calls, calls) << name;
}

// main calls outer twice; outer works, calls leaf, and ends in a tail call of last, which returns to main.
TEST(Profile, CountsCallsReturnsAndTailCalls) {
    Code code;
    Assembler& a = code.assembler;
    const Label outer = a.label(), leaf = a.label(), last = a.label();
    code.function("main");
    code.call(outer);
    code.work(3);
    code.call(outer);
    a.exit(7);
    code.function("outer");
    a.bind(outer);
    code.save();
    code.work(5);
    code.call(leaf);
    code.restore();
    code.tail(last);
    code.function("leaf");
    a.bind(leaf);
    code.work(10);
    code.ret();
    code.function("last");
    a.bind(last);
    code.work(1);
    code.ret();

    const Profile p = run(code);
    EXPECT_EQ(p.exit_code, 7u);
    // Calls: 2 + 3 + 3; 2 x (2 + 5 + 1 + 2 + 1); 2 x 11; 2 x 2.
    expect_cycles(p, "main", 8, 8 + 22 + 22 + 4, 1);
    expect_cycles(p, "outer", 22, 22 + 22, 2);
    expect_cycles(p, "leaf", 22, 22, 2);
    expect_cycles(p, "last", 4, 4, 2);
    EXPECT_EQ(p.cycles, 8u + 22 + 22 + 4);
    EXPECT_EQ(folded_stacks(p), "main 8\nmain;outer 22\nmain;outer;leaf 22\nmain;last 4\n");
}

// A function that calls itself counts once inclusively, however deep.
TEST(Profile, RecursionCountsOnce) {
    Code code;
    Assembler& a = code.assembler;
    const Label down = a.label(), end = a.label();
    code.function("main");
    a.li(kA0, 4);
    code.call(down);
    a.exit(0);
    code.function("down");
    a.bind(down);
    a.branch(Op::kBeq, kA0, 0, end);
    code.save();
    a.imm(Op::kAddi, kA0, kA0, -1);
    code.call(down);
    code.restore();
    a.bind(end);
    code.ret();

    const Profile p = run(code);
    constexpr std::uint64_t kOwn = 34;  // 4 x 8 + 2: four that go on, one that returns at once
    expect_cycles(p, "down", kOwn, kOwn, 5);
    expect_cycles(p, "main", 5, 5 + kOwn, 1);
}

// A call that never returns, left by a jump to an outer frame's return address, ends all frames up to it.
TEST(Profile, ReturnPastSeveralFrames) {
    Code code;
    Assembler& a = code.assembler;
    const Label f = a.label(), g = a.label();
    code.function("main");
    a.jal(kT0, f);
    code.work(2);
    a.exit(0);
    code.function("f");
    a.bind(f);
    code.call(g);
    code.function("g");
    a.bind(g);
    a.imm(Op::kJalr, 0, kT0, 0);

    const Profile p = run(code);
    EXPECT_EQ(folded_stacks(p), "main 6\nmain;f 1\nmain;f;g 1\n");
}

// Cycles of an opcode run from its probe to the next; those of an inner frame's opcodes are theirs, and the caller's go on after the return.
TEST(Profile, OpcodesOfNestedFrames) {
    Code code;
    Assembler& a = code.assembler;
    const Label inner = a.label();
    code.function("main");
    a.li(kA0, 0xf1);
    code.probe(kA0);
    code.call(inner);  // f1: this, what inner does before its probe, and two more
    code.work(2);
    a.li(kA0, 0x101);  // also f1; only the low byte counts as the next opcode
    code.probe(kA0);
    a.exit(0);  // 01: three
    code.function("inner");
    a.bind(inner);
    a.li(kA0, 0x01);
    code.probe(kA0);
    code.work(4);  // 01
    code.ret();    // 01

    const Profile p = run(code);
    EXPECT_EQ(p.opcodes[0xf1].executed, 1u);
    EXPECT_EQ(p.opcodes[0xf1].cycles, 1u + 1 + 2 + 1);
    EXPECT_EQ(p.opcodes[0x01].executed, 2u);
    EXPECT_EQ(p.opcodes[0x01].cycles, 3u + 5);
}

TEST(Profile, RefusesEndlessCallsAndFailingPrograms) {
    Code endless;
    endless.function("main");
    const Label self = endless.assembler.here();
    endless.call(self);
    const auto deep = profile(endless.assembler.program(), endless.finish(), {});
    ASSERT_FALSE(deep);
    EXPECT_NE(deep.error().message().find("a call stack of at most 2^16 frames"), std::string::npos);

    Code illegal;
    illegal.function("main");
    illegal.assembler.word(0);
    const auto failed = profile(illegal.assembler.program(), illegal.finish(), {});
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message().find("a legal instruction"), std::string::npos);
}

// On a real image: the tree holds every cycle, nothing is unnamed, and the result is that of an execution without profile.
TEST(Profile, ImageAddsUp) {
    const ByteView elf = guest::guest_image("sort");
    const auto program = vm::load_elf(elf);
    ASSERT_TRUE(program);
    const auto symbols = read_symbols(elf, *program);
    ASSERT_TRUE(symbols) << symbols.error().message();
    const auto input = guest::default_input("sort");
    ASSERT_TRUE(input);
    const auto p = profile(*program, *symbols, *input);
    ASSERT_TRUE(p) << p.error().message();
    const auto execution = vm::execute(*program, *input);
    ASSERT_TRUE(execution);
    EXPECT_EQ(p->cycles, execution->plan.total_cycles());
    EXPECT_EQ(p->public_words, execution->public_words);
    std::uint64_t tree = 0;
    for (const CallNode& node : p->nodes) tree += node.cycles;
    EXPECT_EQ(tree, p->cycles);
    EXPECT_EQ(std::accumulate(p->operations.begin(), p->operations.end(), std::uint64_t{0}), p->cycles);
    EXPECT_EQ(std::accumulate(p->rows.begin(), p->rows.end(), std::uint64_t{0}), p->cycles);
    const std::vector<NamedCycles> rows = by_function(*p);
    EXPECT_EQ(find(rows, "_start").inclusive, p->cycles);
    EXPECT_EQ(find(rows, "sort").calls, 1u);
    EXPECT_TRUE(std::ranges::none_of(rows, [](const NamedCycles& row) { return row.name == Symbols::kUnknown; }));
}

TEST(Groups, InnermostNamedFunctionTakesTheCycles) {
    Profile p;
    p.names = {"main", "hash::absorb", "memcpy", "hash", "other_thing"};
    p.nodes = {{0, CallNode::kNoParent, 1, 1}, {1, 0, 10, 1}, {2, 1, 100, 1}, {4, 1, 1000, 1}, {3, 0, 10000, 1}};
    p.cycles = 11111;
    const auto groups = parse_groups("# comment\n\nmemory: memcpy, memset\nexactly: =hash\nhash: hash::\n");
    ASSERT_TRUE(groups) << groups.error().message();
    const std::vector<NamedCycles> rows = by_group(p, *groups);
    EXPECT_EQ(find(rows, "memory").exclusive, 100u);
    EXPECT_EQ(find(rows, "hash").exclusive, 1010u);  // with other_thing, which it called
    EXPECT_EQ(find(rows, "hash").inclusive, 1110u);
    EXPECT_EQ(find(rows, "exactly").exclusive, 10000u);
    EXPECT_EQ(find(rows, "other").exclusive, 1u);
    EXPECT_EQ(find(rows, "other").inclusive, 11111u);
    for (const char* bad : {"name", "name:", "name: ,", ": pattern"}) EXPECT_FALSE(parse_groups(bad)) << bad;
}

TEST(FlameGraph, DrawsBoxesInProportion) {
    Profile p;
    p.names = {"main", "a<b>&\"c\"", "tiny"};
    p.nodes = {{0, CallNode::kNoParent, 249'990, 1}, {1, 0, 750'000, 1}, {2, 0, 10, 1}};
    p.cycles = 1'000'000;
    const std::string svg = flame_graph(p, "title <1>");
    EXPECT_EQ(svg.find("<svg"), 0u);
    EXPECT_NE(svg.find("title &lt;1&gt;: 1000000 cycles"), std::string::npos);
    EXPECT_NE(svg.find("main: 1000000 cycles, 100.00 %, 25.00 % in itself"), std::string::npos);
    EXPECT_NE(svg.find("a&lt;b&gt;&amp;&quot;c&quot;: 750000 cycles, 75.00 %"), std::string::npos);
    EXPECT_EQ(svg.find("tiny"), std::string::npos);              // narrower than anything that shows
    EXPECT_NE(svg.find("width=\"1184.6\""), std::string::npos);  // 3/4 of 1580, less the gap
}

}  // namespace
}  // namespace zk::perf
