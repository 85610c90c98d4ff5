#include "vm/prover/plan_encoding.hpp"

#include "vm/machine/chain.hpp"
#include "vm/proof/words.hpp"

namespace zk::vm {
namespace {

constexpr const char* kWhat = "segment plan";
constexpr std::uint32_t kVersion = 3;
constexpr std::size_t kHeaderWords = 7;
constexpr std::size_t kSegmentWords = 7 + kFamilies;

}  // namespace

Bytes encode_plan(const SegmentPlan& plan) {
    Bytes out;
    append_word(out, kVersion);
    append_word(out, kFamilies);
    append_word(out, plan.limits.max_cycles);
    append_word(out, plan.limits.max_hint_words);
    append_word(out, plan.limits.max_tree_rows);
    append_word(out, plan.limits.max_accelerator_cells);
    append_word(out, static_cast<std::uint32_t>(plan.segments.size()));
    for (const PlannedSegment& segment : plan.segments) {
        append_word(out, segment.n_cycles);
        append_word(out, segment.start_pc);
        for (const std::uint32_t rows : segment.rows) append_word(out, rows);
        append_word(out, segment.hint_words);
        append_word(out, segment.copied_words);
        append_word(out, segment.memory_leaves);
        append_word(out, segment.tree_rows);
        append_word(out, segment.accelerator_cells);
    }
    return out;
}

Result<SegmentPlan> decode_plan(ByteView bytes) {
    WordReader words(bytes, kWhat);
    SegmentPlan plan;
    const std::uint32_t version = words.word("version");
    const std::uint32_t families = words.word("families");
    plan.limits.max_cycles = words.word("limits");
    plan.limits.max_hint_words = words.word("limits");
    plan.limits.max_tree_rows = words.word("limits");
    plan.limits.max_accelerator_cells = words.word("limits");
    const std::uint32_t n = words.word("segments");
    if (const auto& error = words.error()) return tl::unexpected(*error);
    if (version != kVersion) return fail(kWhat, "version", std::to_string(kVersion), std::to_string(version));
    if (families != kFamilies) return fail(kWhat, "families", std::to_string(kFamilies), std::to_string(families));
    if (n == 0 || n > kMaxSegments || bytes.size() != 4 * (kHeaderWords + n * kSegmentWords)) {
        return fail(kWhat, "length", "what the number of segments says", std::to_string(bytes.size()) + " bytes");
    }
    for (std::uint32_t i = 0; i < n; ++i) {
        PlannedSegment segment;
        segment.n_cycles = words.word("cycles");
        segment.start_pc = words.word("pc");
        for (std::uint32_t& rows : segment.rows) rows = words.word("rows");
        segment.hint_words = words.word("hint words");
        segment.copied_words = words.word("copied words");
        segment.memory_leaves = words.word("leaves");
        segment.tree_rows = words.word("tree rows");
        segment.accelerator_cells = words.word("accelerator cells");
        if (segment.n_cycles == 0 || segment.n_cycles > kMaxSegmentCycles) {
            return fail(
                kWhat, "segment " + std::to_string(i), "1 to 2^26 - 2 cycles", std::to_string(segment.n_cycles)
            );
        }
        plan.segments.push_back(segment);
    }
    return plan;
}

}  // namespace zk::vm
