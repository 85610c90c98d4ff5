#pragma once
// The ranks that share one proof. Rank r owns the r-th part of every array that is split, by its top index bits.

#include "kernels/collective/collective.hpp"
#include "stark/prover/ext_array.hpp"

#include <bit>
#include <span>
#include <vector>

namespace zk::stark {

class Team {
  public:
    explicit Team(Collective& collective)
        : collective_(collective),
          log_size_(static_cast<int>(std::bit_width(static_cast<unsigned>(collective.size()))) - 1) {}

    [[nodiscard]] int rank() const { return collective_.rank(); }
    [[nodiscard]] int size() const { return collective_.size(); }
    [[nodiscard]] int log_size() const { return log_size_; }

    void reduce(std::span<FeltExt> values) {
        if (size() > 1) collective_.all_reduce_sum(values);
    }

    /// Contributions of all ranks, in order.
    template <class T>
    [[nodiscard]] std::vector<T> gather(std::span<const T> mine) {
        std::vector<T> all(mine.size() * static_cast<std::size_t>(size()));
        collective_.all_gather(std::as_bytes(mine), std::as_writable_bytes(std::span<T>(all)));
        return all;
    }

    /// The whole of an array of which each rank holds a part.
    [[nodiscard]] ExtArray gather(ConstExtSpan mine) {
        std::vector<FeltExt> part(mine.size);
        for (std::size_t i = 0; i < mine.size; ++i) part[i] = mine[i];
        const std::vector<FeltExt> all = gather(std::span<const FeltExt>(part));
        ExtArray whole(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) whole.set(i, all[i]);
        return whole;
    }

    void all_to_all(std::span<const Felt> send, std::span<Felt> receive) {
        collective_.all_to_all(std::as_bytes(send), std::as_writable_bytes(receive));
    }

  private:
    Collective& collective_;
    int log_size_;
};

}  // namespace zk::stark
