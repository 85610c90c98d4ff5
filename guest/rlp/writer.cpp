#include "guest/rlp/writer.hpp"

#include <cstring>

namespace zk::guest::rlp {
namespace {

Prefix make_prefix(std::uint8_t base, std::size_t length) {
    Prefix prefix;
    if (length <= 55) {
        prefix.bytes[0] = static_cast<std::uint8_t>(base + length);
        prefix.size = 1;
        return prefix;
    }
    std::size_t n_length = 1;
    while (n_length < 4 && length >> (8 * n_length) != 0) ++n_length;
    prefix.bytes[0] = static_cast<std::uint8_t>(base + 55 + n_length);
    for (std::size_t i = 0; i < n_length; ++i) {
        prefix.bytes[1 + i] = static_cast<std::uint8_t>(length >> (8 * (n_length - 1 - i)));
    }
    prefix.size = 1 + n_length;
    return prefix;
}

bool is_own_encoding(ByteView string) {
    return string.size() == 1 && string[0] < 0x80;
}

}  // namespace

Prefix string_prefix(std::size_t length) {
    return make_prefix(0x80, length);
}
Prefix list_prefix(std::size_t length) {
    return make_prefix(0xc0, length);
}

std::size_t encoded_string_size(ByteView string) {
    return is_own_encoding(string) ? 1 : string_prefix(string.size()).size + string.size();
}

std::uint8_t* Writer::extend(std::size_t n) {
    bytes_.resize(bytes_.size() + n);
    return bytes_.data() + bytes_.size() - n;
}

Writer& Writer::raw(ByteView item) {
    if (!item.empty()) std::memcpy(extend(item.size()), item.data(), item.size());
    return *this;
}

Writer& Writer::string(ByteView bytes) {
    if (!is_own_encoding(bytes)) raw(string_prefix(bytes.size()).view());
    return raw(bytes);
}

Writer& Writer::uint(std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes;
    std::size_t first = bytes.size();
    for (; value != 0; value >>= 8) bytes[--first] = static_cast<std::uint8_t>(value);
    return string(ByteView(bytes).subspan(first));
}

Writer& Writer::uint(const Word& value) {
    std::size_t first = 0;
    while (first < value.size() && value[first] == 0) ++first;
    return string(ByteView(value).subspan(first));
}

Writer& Writer::end_list(std::size_t mark) {
    const Prefix prefix = list_prefix(bytes_.size() - mark);
    const std::size_t n_payload = bytes_.size() - mark;
    extend(prefix.size);
    std::uint8_t* const list = bytes_.data() + mark;
    std::memmove(list + prefix.size, list, n_payload);
    std::memcpy(list, prefix.bytes.data(), prefix.size);
    return *this;
}

}  // namespace zk::guest::rlp
