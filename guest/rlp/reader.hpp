#pragma once
// Strict RLP decoding (Ethereum Yellow Paper, appendix B): one value has one accepted encoding.

#include "base/bytes.hpp"
#include "guest/refusal.hpp"
#include "guest/types.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace zk::guest::rlp {

/// The first refusal of a decoding; empty while all is well.
using Failure = std::optional<Refusal>;

/// Reads the items that follow each other in a byte string, front to back. The first refusal is kept in the shared
/// Failure; after it every call returns zero values and consumes nothing, so callers check once, at the end.
/// `field` names the item in the refusal (a string literal). Views point into the bytes given.
class Reader {
  public:
    Reader(ByteView bytes, Failure& failure) : bytes_(bytes), failure_(&failure) {}

    /// True when nothing is left or a refusal happened: loops over items end.
    [[nodiscard]] bool done() const { return bytes_.empty() || failure_->has_value(); }
    /// True when the next item exists and is a list.
    [[nodiscard]] bool next_is_list() const { return !bytes_.empty() && bytes_[0] >= 0xc0; }

    /// Payload of the next item, which must be a string.
    ByteView string(std::string_view field);
    /// Reader over the payload of the next item, which must be a list.
    Reader list(std::string_view field);
    /// The whole next item, prefix included, with its length checked; the inside of a list is not looked at.
    ByteView raw_item(std::string_view field);

    /// Integers are minimal big-endian strings: no leading zero byte.
    std::uint64_t uint64(std::string_view field);
    std::uint8_t uint8(std::string_view field);
    Word uint256(std::string_view field);

    /// A string of exactly out.size() bytes.
    void fixed(std::span<std::uint8_t> out, std::string_view field);
    template <std::size_t N>
    std::array<std::uint8_t, N> fixed(std::string_view field) {
        std::array<std::uint8_t, N> out{};
        fixed(std::span<std::uint8_t>(out), field);
        return out;
    }

    /// Nothing may be left.
    void end(std::string_view field);

    /// Records a refusal unless there is one already.
    void refuse(const Refusal& refusal);
    [[nodiscard]] bool failed() const { return failure_->has_value(); }

  private:
    ByteView take(bool want_list, std::string_view field);
    ByteView integer(std::size_t max_bytes, std::string_view field);

    ByteView bytes_;
    Failure* failure_;
};

}  // namespace zk::guest::rlp
