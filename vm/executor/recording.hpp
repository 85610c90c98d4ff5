#pragma once

#include "vm/executor/state.hpp"

#include <span>

namespace zk::vm {

/// Access policy of pass 2: keeps the time of every word's last access, and rows. Private to vm/executor.
class Recording {
  public:
    static constexpr bool kRecords = true;

    /// `record` is empty; state.times is mapped and zero.
    Recording(MachineState& state, SegmentRecord& record);

    [[nodiscard]] SegmentRecord& rows() const noexcept { return record_; }

    bool open(std::uint32_t leaf) {
        if ((leaf_marks_[leaf] & MachineState::kInSegment) == 0) [[unlikely]]
            first_access(leaf);
        return true;
    }
    bool open_range(std::uint32_t index, std::uint32_t n_words) {
        for (std::uint32_t leaf = index / kLeafWords; leaf <= (index + n_words - 1) / kLeafWords; ++leaf) open(leaf);
        return true;
    }
    bool open_ranges(std::span<const std::uint32_t> indices, std::uint32_t n_words) {
        for (const std::uint32_t index : indices) open_range(index, n_words);
        return true;
    }
    [[nodiscard]] static bool admit_hints(std::uint32_t) noexcept { return true; }
    [[nodiscard]] static bool admit_cells(std::uint32_t) noexcept { return true; }

    Read read_register(std::uint32_t index, std::uint32_t now) noexcept {
        const Read access{state_.x[index], register_times_[index]};
        register_times_[index] = now;
        return access;
    }
    Write write_register(std::uint32_t index, std::uint32_t value, std::uint32_t now) noexcept {
        if (index == 0) return {value, 0, 0};
        const Write access{value, state_.x[index], register_times_[index]};
        state_.x[index] = value;
        register_times_[index] = now;
        return access;
    }
    Read read_memory(std::uint32_t index, std::uint32_t now) noexcept {
        const Read access{words_[index], times_[index]};
        times_[index] = now;
        return access;
    }
    Write write_memory(std::uint32_t index, std::uint32_t value, std::uint32_t now) noexcept {
        const Write access{value, words_[index], times_[index]};
        words_[index] = value;
        times_[index] = now;
        return access;
    }
    Read read_public(std::uint32_t index, std::uint32_t now) noexcept {
        const Read access{state_.public_words[index], public_times_[index]};
        public_times_[index] = now;
        return access;
    }
    Write write_public(std::uint32_t index, std::uint32_t value, std::uint32_t now) noexcept {
        const Write access{value, state_.public_words[index], public_times_[index]};
        state_.public_words[index] = value;
        public_times_[index] = now;
        return access;
    }

    static void read_hints(std::uint32_t) noexcept {}
    static void used_cells(std::uint32_t) noexcept {}
    static void copied(std::uint32_t) noexcept {}
    static void wrote() noexcept {}
    void executed(std::uint32_t pc) noexcept { ++fetch_counts_[pc]; }

    /// Fills record.touched and resets times and marks.
    void finish();

  private:
    void first_access(std::uint32_t leaf);

    MachineState& state_;
    SegmentRecord& record_;
    std::uint32_t* words_;
    std::uint32_t* times_;
    std::uint8_t* leaf_marks_;
    std::uint32_t* fetch_counts_;
    std::array<std::uint32_t, 32> register_times_{};
    std::array<std::uint32_t, 8> public_times_{};
    std::array<std::uint32_t, 33> first_registers_;
    std::array<std::uint32_t, 8> first_public_words_;
    std::vector<LeafWords> first_words_;  ///< of state_.touched_leaves
};

}  // namespace zk::vm
