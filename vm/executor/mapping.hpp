#pragma once

#include <cstddef>

namespace zk::vm {

/// Private zero memory: address space is reserved at once, pages cost memory when first written. Throws
/// std::system_error.
class Mapping {
  public:
    Mapping() = default;
    explicit Mapping(std::size_t size_bytes);
    ~Mapping();
    Mapping(Mapping&& other) noexcept;
    Mapping& operator=(Mapping&& other) noexcept;

    [[nodiscard]] void* data() const noexcept { return data_; }

  private:
    void* data_ = nullptr;
    std::size_t size_bytes_ = 0;
};

}  // namespace zk::vm
