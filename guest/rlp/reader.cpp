#include "guest/rlp/reader.hpp"

#include <algorithm>

namespace zk::guest::rlp {
namespace {

// Prefix of an item: where its payload begins and how long it is.
struct Prefix {
    std::size_t begin;
    std::size_t length;
};

// Reads the prefix of the item at the front of `bytes`, which is not empty; the payload is within `bytes`.
Checked<Prefix> read_prefix(ByteView bytes, std::string_view field) {
    const std::uint8_t first = bytes[0];
    Prefix prefix{0, 1};
    if (first >= 0x80) {
        const std::uint8_t short_form = first < 0xc0 ? std::uint8_t{0x80} : std::uint8_t{0xc0};
        const std::size_t code = first - short_form;
        if (code <= 55) {
            prefix = {1, code};
            if (short_form == 0x80 && code == 1 && bytes.size() >= 2 && bytes[1] < 0x80) {
                return tl::unexpected(refusal(field, "a byte below 0x80 without prefix", bytes[1]));
            }
        } else {
            const std::size_t n_length = code - 55;
            if (bytes.size() - 1 < n_length) {
                return tl::unexpected(refusal(field, "the bytes of an RLP length", bytes.size() - 1));
            }
            if (bytes[1] == 0) return tl::unexpected(refusal(field, "an RLP length without leading zero"));
            if (n_length > 4) return tl::unexpected(refusal(field, "an RLP length of at most 4 bytes", n_length));
            std::size_t length = 0;
            for (std::size_t i = 0; i < n_length; ++i) length = length << 8 | bytes[1 + i];
            if (length <= 55) return tl::unexpected(refusal(field, "the short RLP form below 56 bytes", length));
            prefix = {1 + n_length, length};
        }
    }
    if (prefix.length > bytes.size() - prefix.begin) {
        return tl::unexpected(refusal(field, "as many bytes as its RLP prefix says", bytes.size() - prefix.begin));
    }
    return prefix;
}

}  // namespace

void Reader::refuse(const Refusal& refusal) {
    if (!failure_->has_value()) *failure_ = refusal;
}

ByteView Reader::take(bool want_list, std::string_view field) {
    if (failed()) return {};
    if (bytes_.empty()) {
        refuse(refusal(field, "an RLP item, but the list ended"));
        return {};
    }
    if (next_is_list() != want_list) {
        refuse(refusal(field, want_list ? "an RLP list" : "an RLP string", bytes_[0]));
        return {};
    }
    const auto prefix = read_prefix(bytes_, field);
    if (!prefix) {
        refuse(prefix.error());
        return {};
    }
    const ByteView payload = bytes_.subspan(prefix->begin, prefix->length);
    bytes_ = bytes_.subspan(prefix->begin + prefix->length);
    return payload;
}

ByteView Reader::string(std::string_view field) {
    return take(false, field);
}

Reader Reader::list(std::string_view field) {
    return {take(true, field), *failure_};
}

ByteView Reader::raw_item(std::string_view field) {
    const ByteView before = bytes_;
    take(next_is_list(), field);
    return failed() ? ByteView{} : before.first(before.size() - bytes_.size());
}

ByteView Reader::integer(std::size_t max_bytes, std::string_view field) {
    const ByteView bytes = string(field);
    if (bytes.size() > max_bytes) {
        refuse(refusal(
            field,
            max_bytes == 8   ? "an integer below 2^64"
            : max_bytes == 1 ? "an integer below 2^8"
                             : "an integer below 2^256"
        ));
        return {};
    }
    if (!bytes.empty() && bytes[0] == 0) {
        refuse(refusal(field, "an integer without leading zero byte"));
        return {};
    }
    return bytes;
}

std::uint64_t Reader::uint64(std::string_view field) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : integer(8, field)) value = value << 8 | byte;
    return value;
}

std::uint8_t Reader::uint8(std::string_view field) {
    const ByteView bytes = integer(1, field);
    return bytes.empty() ? std::uint8_t{0} : bytes[0];
}

Word Reader::uint256(std::string_view field) {
    const ByteView bytes = integer(32, field);
    Word word{};
    std::copy(bytes.begin(), bytes.end(), word.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    return word;
}

void Reader::fixed(std::span<std::uint8_t> out, std::string_view field) {
    const ByteView bytes = string(field);
    if (failed()) return;
    if (bytes.size() != out.size()) {
        refuse(refusal(
            field,
            out.size() == 20   ? "20 bytes"
            : out.size() == 32 ? "32 bytes"
                               : "another length",
            bytes.size()
        ));
        return;
    }
    std::copy(bytes.begin(), bytes.end(), out.begin());
}

void Reader::end(std::string_view field) {
    if (!bytes_.empty()) refuse(refusal(field, "no more bytes", bytes_.size()));
}

}  // namespace zk::guest::rlp
