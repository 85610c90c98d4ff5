#pragma once

#include "kernels/field/felt_ext.hpp"

#include <cstddef>
#include <vector>

namespace zk::stark {

/// Owns extension elements as planes.
class ExtArray {
  public:
    ExtArray() = default;
    explicit ExtArray(std::size_t size) : words_(size * FeltExt::kDegree), stride_(size), size_(size) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    /// Shrinks the view; the storage stays.
    void truncate(std::size_t size) { size_ = size; }
    [[nodiscard]] ExtSpan span() { return {words_.data(), stride_, size_}; }
    [[nodiscard]] ConstExtSpan span() const { return {words_.data(), stride_, size_}; }
    [[nodiscard]] FeltExt operator[](std::size_t i) const { return span()[i]; }
    void set(std::size_t i, const FeltExt& x) { span().set(i, x); }

  private:
    std::vector<Felt> words_;
    std::size_t stride_ = 0;
    std::size_t size_ = 0;
};

}  // namespace zk::stark
