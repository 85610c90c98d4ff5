#include "vm/machine/statement.hpp"

#include "vm/chips/common/buses.hpp"

#include <string>

namespace zk::vm {
namespace {

constexpr std::uint32_t kPcLimit = 1u << 29;
constexpr std::uint32_t kClockLimit = 1u << 28;

void append(std::vector<Felt>& out, const Digest& digest) {
    out.insert(out.end(), digest.words.begin(), digest.words.end());
}

void append_limbs(std::vector<Felt>& out, std::uint32_t word) {
    out.emplace_back(word & 0xffff);
    out.emplace_back(word >> 16);
}

void append_claim(std::vector<Felt>& out, const SegmentStatement& s) {
    append_limbs(out, s.exit_code);
    for (const std::uint32_t word : s.public_words) append_limbs(out, word);
}

tl::unexpected<Error> refuse(const char* where, const char* expected, std::uint32_t got) {
    return fail("segment statement", where, expected, std::to_string(got));
}

}  // namespace

std::vector<Felt> encode(const SegmentStatement& s) {
    std::vector<Felt> out;
    out.reserve(kStatementElements);
    append(out, s.vkd);
    out.emplace_back(s.pc0);
    append(out, s.root0);
    out.emplace_back(s.pc1);
    out.emplace_back(s.clock1);
    append(out, s.root1);
    out.emplace_back(s.final ? 1u : 0u);
    append_claim(out, s);
    return out;
}

Result<SegmentStatement> decode_statement(std::span<const Felt> elements) {
    if (elements.size() != kStatementElements) {
        return refuse("length", "46 elements", static_cast<std::uint32_t>(elements.size()));
    }
    SegmentStatement s;
    std::size_t at = 0;
    const auto digest = [&] {
        Digest d{};
        for (Felt& word : d.words) word = elements[at++];
        return d;
    };
    const auto integer = [&] { return elements[at++].value(); };
    bool limbs_fit = true;
    const auto word = [&] {
        const std::uint32_t lo = integer();
        const std::uint32_t hi = integer();
        limbs_fit = limbs_fit && lo < 0x10000 && hi < 0x10000;
        return lo | hi << 16;
    };
    s.vkd = digest();
    s.pc0 = integer();
    s.root0 = digest();
    s.pc1 = integer();
    s.clock1 = integer();
    s.root1 = digest();
    const std::uint32_t final = integer();
    if (final > 1) return refuse("final", "0 or 1", final);
    s.final = final == 1;
    s.exit_code = word();
    for (std::uint32_t& w : s.public_words) w = word();
    if (!limbs_fit) return fail("segment statement", "exit code and public words", "limbs below 2^16");
    if (const auto ranges = check_ranges(s); !ranges) return tl::unexpected(ranges.error());
    return s;
}

Result<void> check_ranges(const SegmentStatement& s) {
    if (s.pc0 >= kPcLimit) return refuse("pc0", "a word index below 2^29", s.pc0);
    if (s.final) {
        if (s.pc1 != 0) return refuse("pc1 of a final segment", "0", s.pc1);
        if (s.clock1 != 0) return refuse("clock1 of a final segment", "0", s.clock1);
        return {};
    }
    if (s.pc1 >= kPcLimit) return refuse("pc1", "a word index below 2^29", s.pc1);
    if (s.clock1 < 8 || s.clock1 > kClockLimit || s.clock1 % 4 != 0) {
        return refuse("clock1", "a multiple of 4 from 8 to 2^28", s.clock1);
    }
    if (s.exit_code != 0) return refuse("exit code of a segment that is not final", "0", s.exit_code);
    for (const std::uint32_t word : s.public_words) {
        if (word != 0) return refuse("public words of a segment that is not final", "0", word);
    }
    return {};
}

std::vector<stark::BoundaryTerm> boundary_terms(const SegmentStatement& s) {
    std::vector<stark::BoundaryTerm> terms;
    terms.push_back({false, kStateBus, {Felt(s.pc0), Felt(4)}});
    if (s.final) {
        stark::BoundaryTerm exit{true, kExitBus, {}};
        append_claim(exit.fields, s);
        terms.push_back(std::move(exit));
    } else {
        terms.push_back({true, kStateBus, {Felt(s.pc1), Felt(s.clock1)}});
    }
    stark::BoundaryTerm root{false, kTreeBus, {Felt::zero(), Felt::zero()}};
    append(root.fields, s.root0);
    append(root.fields, s.root1);
    terms.push_back(std::move(root));
    return terms;
}

std::vector<Felt> key_extra(std::uint32_t entry, const Digest& image_root) {
    std::vector<Felt> extra{Felt(entry)};
    append(extra, image_root);
    return extra;
}

}  // namespace zk::vm
