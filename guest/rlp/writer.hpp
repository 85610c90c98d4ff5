#pragma once
// RLP encoding; always the canonical form.

#include "base/bytes.hpp"
#include "guest/types.hpp"

#include <array>
#include <cstddef>

namespace zk::guest::rlp {

/// The prefix of a string (base 0x80) or list (base 0xc0) of `length` payload bytes; not for single bytes below 0x80,
/// which have none.
struct Prefix {
    std::array<std::uint8_t, 5> bytes{};
    std::size_t size = 0;

    [[nodiscard]] ByteView view() const { return {bytes.data(), size}; }
};
[[nodiscard]] Prefix string_prefix(std::size_t length);
[[nodiscard]] Prefix list_prefix(std::size_t length);

/// Bytes of the encoding of a string.
[[nodiscard]] std::size_t encoded_string_size(ByteView string);

/// Appends items to a growing byte string.
class Writer {
  public:
    Writer& string(ByteView bytes);
    Writer& uint(std::uint64_t value);
    Writer& uint(const Word& value);
    /// An item that is encoded already.
    Writer& raw(ByteView item);

    /// Opens a list; close it with the mark returned.
    [[nodiscard]] std::size_t begin_list() const { return bytes_.size(); }
    Writer& end_list(std::size_t mark);

    [[nodiscard]] const Bytes& bytes() const { return bytes_; }
    [[nodiscard]] Bytes take() { return static_cast<Bytes&&>(bytes_); }

  private:
    /// The place of n more bytes.
    std::uint8_t* extend(std::size_t n);

    Bytes bytes_;
};

}  // namespace zk::guest::rlp
