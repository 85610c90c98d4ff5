#pragma once

#include "kernels/hash/poseidon2.hpp"

#include <cstdint>
#include <vector>

namespace zk::vm {

/// Digests of tree nodes by heap index (2^depth + label, so never 0). Open addressing with linear probing; entries
/// are never removed.
class DigestMap {
  public:
    DigestMap();

    /// Null when absent. Valid until the next set().
    [[nodiscard]] const Digest* find(std::uint32_t key) const noexcept;
    void set(std::uint32_t key, const Digest& value);
    [[nodiscard]] std::size_t size() const noexcept { return n_entries_; }

  private:
    /// Slot that holds the key, or the empty one where it belongs.
    [[nodiscard]] std::size_t slot_of(std::uint32_t key) const noexcept;
    void grow();

    std::vector<std::uint32_t> keys_;  ///< 0: empty; the size is a power of two
    std::vector<Digest> values_;
    std::size_t n_entries_ = 0;
};

}  // namespace zk::vm
