#include "guest/refusal.hpp"

#include <charconv>
#include <cstddef>

namespace zk::guest {
namespace {

// Appends to a buffer and drops what does not fit.
class Text {
  public:
    explicit Text(std::span<char> buffer) : buffer_(buffer) {}

    Text& operator<<(std::string_view text) {
        for (const char c : text) {
            if (size_ < buffer_.size()) buffer_[size_++] = c;
        }
        return *this;
    }
    Text& operator<<(std::uint64_t number) {
        char digits[20];
        const char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
    }
    Text& operator<<(const Hash& hash) {
        *this << "0x";
        for (const std::uint8_t byte : hash) {
            const char digits[2] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
            *this << std::string_view(digits, 2);
        }
        return *this;
    }

    [[nodiscard]] std::string_view view() const { return {buffer_.data(), size_}; }

  private:
    std::span<char> buffer_;
    std::size_t size_ = 0;
};

}  // namespace

std::string_view write_reason(std::span<char> buffer, const Refusal& refusal) {
    Text text(buffer);
    text << "expected ";
    switch (refusal.got) {
        case Refusal::Got::kNothing:
            text << refusal.expected;
            break;
        case Refusal::Got::kNumber:
            text << refusal.expected << ", got " << refusal.number;
            break;
        case Refusal::Got::kHash:
            text << refusal.expected << ", got " << refusal.got_hash;
            break;
        case Refusal::Got::kHashes:
            text << refusal.expected_hash << ", got " << refusal.got_hash;
            break;
    }
    return text.view();
}

std::string_view write_where(std::span<char> buffer, const Refusal& refusal) {
    Text text(buffer);
    if (refusal.block != Refusal::kNowhere) text << "block " << static_cast<std::uint64_t>(refusal.block) << ": ";
    if (refusal.transaction != Refusal::kNowhere) {
        text << "transaction " << static_cast<std::uint64_t>(refusal.transaction) << ": ";
    }
    text << refusal.field;
    return text.view();
}

std::string_view write_message(std::span<char> buffer, const Refusal& refusal) {
    const std::string_view where = write_where(buffer, refusal);
    Text text(buffer.subspan(where.size()));
    text << ": ";
    const std::size_t n_prefix = where.size() + text.view().size();
    const std::string_view reason = write_reason(buffer.subspan(n_prefix), refusal);
    return {buffer.data(), n_prefix + reason.size()};
}

}  // namespace zk::guest
