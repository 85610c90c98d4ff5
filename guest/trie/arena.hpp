#pragma once
// Memory that is given back all at once: small objects and byte strings without owners of their own.

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace zk::guest {

class Arena {
  public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    /// `n` bytes, not initialized, aligned to 8; valid as long as the arena.
    [[nodiscard]] std::uint8_t* allocate(std::size_t n) {
        n = (n + kAlignment - 1) & ~(kAlignment - 1);
        if (n > left_) grow(n);
        std::uint8_t* const out = next_;
        next_ += n;
        left_ -= n;
        return out;
    }

    [[nodiscard]] ByteView copy(ByteView bytes);

    template <class T>
    [[nodiscard]] T* make() {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlignment);
        return new (allocate(sizeof(T))) T();
    }

  private:
    static constexpr std::size_t kAlignment = 8;
    static constexpr std::size_t kChunkBytes = std::size_t{32} * 1024;

    void grow(std::size_t n);

    std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
    std::uint8_t* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace zk::guest
