#include "vm/records/segment_record.hpp"

#include "vm/segment/segment_plan.hpp"

#include <tuple>

namespace zk::vm {
namespace {

/// The list of each family, in the order of Family.
auto lists_of(SegmentRecord& r) {
    return std::tie(
        r.add,
        r.bitwise,
        r.compare,
        r.shift,
        r.upper,
        r.jump,
        r.jump_register,
        r.branch_equal,
        r.branch_less,
        r.load_word,
        r.load_sub,
        r.store_word,
        r.store_sub,
        r.mul,
        r.mul_high,
        r.divide,
        r.hint_length,
        r.hint_read,
        r.reveal,
        r.exit,
        r.write,
        r.fence,
        r.keccak_f,
        r.mul_mod,
        r.add_mod,
        r.memory_copy,
        r.sha256_compress
    );
}

}  // namespace

void SegmentRecord::clear() noexcept {
    std::apply([](auto&... list) { (list.clear(), ...); }, lists_of(*this));
    hint_words.clear();
    copied_words.clear();
    fetch_counts.clear();
    touched.clear();
    first_cycle = 0;
    n_cycles = start_pc = end_pc = end_clock = exit_code = 0;
    exited = false;
    public_words = {};
}

void SegmentRecord::reserve(const PlannedSegment& segment) {
    std::apply(
        [&](auto&... list) {
            static_assert(sizeof...(list) == kFamilies);
            std::size_t family = 0;
            (list.reserve(segment.rows[family++]), ...);
        },
        lists_of(*this)
    );
    hint_words.reserve(segment.hint_words);
    copied_words.reserve(segment.copied_words);
}

}  // namespace zk::vm
