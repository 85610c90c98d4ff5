#include "vm/machine/statement.hpp"

#include "vm/chips/common/buses.hpp"
#include "vm/machine/chain.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace zk::vm {
namespace {

Digest digest(std::uint32_t seed) {
    Digest d{};
    for (std::uint32_t i = 0; i < 8; ++i) d.words[i] = Felt(1000 * seed + i);
    return d;
}

SegmentStatement middle() {
    SegmentStatement s;
    s.vkd = digest(1);
    s.pc0 = 100;
    s.root0 = digest(2);
    s.pc1 = 200;
    s.clock1 = 404;
    s.root1 = digest(3);
    return s;
}

SegmentStatement last() {
    SegmentStatement s;
    s.vkd = digest(1);
    s.pc0 = 200;
    s.root0 = digest(3);
    s.root1 = digest(4);
    s.final = true;
    s.exit_code = 0xfffffff7;
    s.public_words = {1, 2, 3, 4, 5, 6, 7, 0xdeadbeef};
    return s;
}

TEST(Statement, EncodingIsOneToOne) {
    for (const SegmentStatement& s : {middle(), last()}) {
        const std::vector<Felt> elements = encode(s);
        ASSERT_EQ(elements.size(), kStatementElements);
        const Result<SegmentStatement> back = decode_statement(elements);
        ASSERT_TRUE(back.has_value()) << back.error().message();
        EXPECT_EQ(*back, s);
        // Another element is another statement or none.
        for (std::size_t i = 0; i < elements.size(); ++i) {
            for (const Felt value : {elements[i] + Felt(1), -Felt(1), Felt(0x10000)}) {
                std::vector<Felt> altered = elements;
                altered[i] = value;
                const Result<SegmentStatement> other = decode_statement(altered);
                if (other) {
                    EXPECT_NE(*other, s) << i;
                    EXPECT_EQ(encode(*other), altered) << i;
                }
            }
        }
    }
    std::vector<Felt> elements = encode(last());
    elements.push_back(Felt::zero());
    EXPECT_FALSE(decode_statement(elements).has_value());
    elements.resize(kStatementElements - 1);
    EXPECT_FALSE(decode_statement(elements).has_value());
}

TEST(Statement, RefusesWhatIsOutOfRange) {
    struct Case {
        bool of_last;
        std::function<void(SegmentStatement&)> alter;
    };
    const std::vector<Case> cases = {
        {false, [](auto& s) { s.pc0 = 1u << 29; }},
        {false, [](auto& s) { s.pc1 = 1u << 29; }},
        {false, [](auto& s) { s.clock1 = 4; }},
        {false, [](auto& s) { s.clock1 = 406; }},
        {false, [](auto& s) { s.clock1 = 0; }},
        {false, [](auto& s) { s.clock1 = (1u << 28) + 4; }},
        {false, [](auto& s) { s.exit_code = 1; }},
        {false, [](auto& s) { s.public_words[7] = 1; }},
        {true, [](auto& s) { s.pc1 = 1; }},
        {true, [](auto& s) { s.clock1 = 8; }},
        {true, [](auto& s) { s.pc0 = 1u << 30; }},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SegmentStatement s = cases[i].of_last ? last() : middle();
        EXPECT_TRUE(check_ranges(s).has_value());
        cases[i].alter(s);
        EXPECT_FALSE(check_ranges(s).has_value()) << i;
        EXPECT_FALSE(decode_statement(encode(s)).has_value()) << i;
    }
}

// Every element but the key digest, which is bound by itself, is in a term.
TEST(Statement, BoundaryHoldsAllOfIt) {
    const auto flat = [](const SegmentStatement& s) {
        std::vector<std::uint32_t> out;
        for (const stark::BoundaryTerm& term : boundary_terms(s)) {
            out.push_back(term.receive ? 1 : 0);
            out.push_back(term.bus);
            for (const Felt f : term.fields) out.push_back(f.value());
        }
        return out;
    };
    for (const SegmentStatement& s : {middle(), last()}) {
        const std::vector<Felt> elements = encode(s);
        for (std::size_t i = 8; i < elements.size(); ++i) {
            std::vector<Felt> altered = elements;
            altered[i] += i == 18 ? Felt(4) : Felt(1);
            const Result<SegmentStatement> other = decode_statement(altered);
            EXPECT_TRUE(!other || flat(*other) != flat(s)) << i;
        }
    }
}

const ProgramIdentity kProgram = {digest(1), 100, digest(2)};

TEST(Chain, AcceptsAWholeRun) {
    const std::vector<SegmentStatement> chain = {middle(), last()};
    const Result<RunClaim> claim = check_chain(kProgram, chain);
    ASSERT_TRUE(claim.has_value()) << claim.error().message();
    EXPECT_EQ(claim->exit_code, 0xfffffff7u);
    EXPECT_EQ(claim->public_words, last().public_words);
    EXPECT_EQ(claim->n_segments, 2u);
}

TEST(Chain, RefusesEverythingElse) {
    using Chain = std::vector<SegmentStatement>;
    const std::vector<std::pair<std::string, std::function<void(Chain&)>>> cases = {
        {"empty", [](Chain& c) { c.clear(); }},
        {"no end", [](Chain& c) { c.pop_back(); }},
        {"no start", [](Chain& c) { c.erase(c.begin()); }},
        {"order", [](Chain& c) { std::swap(c[0], c[1]); }},
        {"twice", [](Chain& c) { c.insert(c.begin(), c[0]); }},
        {"end twice", [](Chain& c) { c.push_back(c[1]); }},
        {"final in the middle",
         [](Chain& c) {
             c[0] = last();
             c[0].pc0 = 100;
             c[0].root0 = digest(2);
         }},
        {"final in the middle of what joins",
         [](Chain& c) {
             c[0] = last();
             c[0].pc0 = 100;
             c[0].root0 = digest(2);
             c[1].pc0 = c[0].pc1;
             c[1].root0 = c[0].root1;
         }},
        {"other program first", [](Chain& c) { c[0].vkd = digest(9); }},
        {"other program last", [](Chain& c) { c[1].vkd = digest(9); }},
        {"entry", [](Chain& c) { c[0].pc0 = 101; }},
        {"image root", [](Chain& c) { c[0].root0.words[3] += Felt(1); }},
        {"pc between", [](Chain& c) { c[1].pc0 += 1; }},
        {"root between", [](Chain& c) { c[1].root0.words[7] += Felt(1); }},
        {"exit code early", [](Chain& c) { c[0].exit_code = 1; }},
        {"public words early", [](Chain& c) { c[0].public_words[0] = 1; }},
        {"clock", [](Chain& c) { c[0].clock1 = 5; }},
        {"pc of the end", [](Chain& c) { c[1].pc1 = 1; }},
    };
    for (const auto& [name, alter] : cases) {
        std::vector<SegmentStatement> chain = {middle(), last()};
        alter(chain);
        EXPECT_FALSE(check_chain(kProgram, chain).has_value()) << name;
    }
}

// Segments that end where they start, so that any number of them joins.
TEST(Chain, HasAtMostAsManySegmentsAsTheSecurityLevelCountsOn) {
    SegmentStatement turn = middle();
    turn.pc1 = turn.pc0;
    turn.root1 = turn.root0;
    SegmentStatement end = last();
    end.pc0 = turn.pc0;
    end.root0 = turn.root0;
    std::vector<SegmentStatement> chain(kMaxSegments - 1, turn);
    chain.push_back(end);
    const Result<RunClaim> most = check_chain(kProgram, chain);
    ASSERT_TRUE(most.has_value()) << most.error().message();
    EXPECT_EQ(most->n_segments, kMaxSegments);
    chain.insert(chain.begin(), turn);
    const Result<RunClaim> more = check_chain(kProgram, chain);
    ASSERT_FALSE(more.has_value());
    EXPECT_EQ(more.error().message(), "chain of segments: number: expected 1 to 8192 segments, got 8193");
}

}  // namespace
}  // namespace zk::vm
