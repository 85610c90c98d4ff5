#include "vm/executor/recording.hpp"

#include <algorithm>
#include <numeric>

namespace zk::vm {

namespace {

std::uint32_t* start_counts(SegmentRecord& record, std::size_t n_code) {
    record.fetch_counts.assign(n_code, 0);
    return record.fetch_counts.data();
}

}  // namespace

Recording::Recording(MachineState& state, SegmentRecord& record)
    : state_(state),
      record_(record),
      words_(state.words()),
      times_(static_cast<std::uint32_t*>(state.times.data())),
      leaf_marks_(state.leaf_marks()),
      fetch_counts_(start_counts(record, state.n_code())),
      first_registers_(state.x),
      first_public_words_(state.public_words) {}

void Recording::first_access(std::uint32_t leaf) {
    if (leaf_marks_[leaf] == 0) state_.all_leaves.push_back(leaf);
    leaf_marks_[leaf] = MachineState::kInSegment | MachineState::kEver;
    state_.touched_leaves.push_back(leaf);
    LeafWords& first = first_words_.emplace_back();
    std::copy_n(words_ + std::size_t{leaf} * kLeafWords, kLeafWords, first.begin());
}

void Recording::finish() {
    const auto add_small_space = [&](Space space, auto& first, auto& last, auto& times) {
        for (std::uint32_t at = 0; at < times.size(); at += kLeafWords) {
            TouchedLeaf leaf{leaf_label(space, at / kLeafWords), {}, {}, {}};
            std::copy_n(first.begin() + at, kLeafWords, leaf.first.begin());
            std::copy_n(last.begin() + at, kLeafWords, leaf.last.begin());
            std::copy_n(times.begin() + at, kLeafWords, leaf.times.begin());
            if (std::ranges::any_of(leaf.times, [](std::uint32_t time) { return time != 0; })) {
                record_.touched.push_back(leaf);
            }
        }
    };
    add_small_space(Space::kRegisters, first_registers_, state_.x, register_times_);

    std::vector<std::uint32_t> order(state_.touched_leaves.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return state_.touched_leaves[i]; });
    for (const std::uint32_t i : order) {
        const std::uint32_t index = state_.touched_leaves[i];
        const std::size_t at = std::size_t{index} * kLeafWords;
        TouchedLeaf leaf{leaf_label(Space::kMemory, index), first_words_[i], {}, {}};
        std::copy_n(words_ + at, kLeafWords, leaf.last.begin());
        std::copy_n(times_ + at, kLeafWords, leaf.times.begin());
        std::fill_n(times_ + at, kLeafWords, 0);
        record_.touched.push_back(leaf);
    }
    state_.clear_marks();

    add_small_space(Space::kPublic, first_public_words_, state_.public_words, public_times_);
}

}  // namespace zk::vm
