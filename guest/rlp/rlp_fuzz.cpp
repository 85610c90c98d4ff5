// RLP. The reader accepts exactly the canonical encodings, as a second decoder of a few lines tells them; what it accepts, the writer gives back byte
// for byte; what the writer makes of any items, the reader takes apart again. Headers that decode encode back.

#include "guest/block/header.hpp"
#include "guest/math/u256.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/source.hpp"

#include <algorithm>
#include <optional>

namespace {

using namespace zk::guest;
using zk::Bytes;
using zk::ByteView;
using zk::test::require;
using zk::test::Source;

constexpr int kDeepest = 100;

// Yellow Paper, appendix B. The payload of the item at the front and its bytes in all; nothing when it is not canonical.
struct Item {
    bool is_list = false;
    ByteView payload;
    std::size_t size = 0;
};
std::optional<Item> first_item(ByteView bytes) {
    if (bytes.empty()) return std::nullopt;
    const std::uint8_t prefix = bytes[0];
    if (prefix < 0x80) return Item{false, bytes.first(1), 1};
    const bool is_list = prefix >= 0xc0;
    const std::size_t short_form = prefix - (is_list ? 0xc0u : 0x80u);
    std::size_t begin = 1;
    std::uint64_t length = short_form;
    if (short_form > 55) {
        begin += short_form - 55;
        if (bytes.size() < begin || bytes[1] == 0) return std::nullopt;
        length = 0;
        for (std::size_t i = 1; i < begin; ++i) length = length << 8 | bytes[i];
        if (length <= 55) return std::nullopt;
    }
    if (length > bytes.size() - begin) return std::nullopt;
    const ByteView payload = bytes.subspan(begin, static_cast<std::size_t>(length));
    if (!is_list && payload.size() == 1 && payload[0] < 0x80) return std::nullopt;
    return Item{is_list, payload, begin + payload.size()};
}

bool is_canonical(ByteView items, int depth) {
    while (!items.empty()) {
        const auto item = first_item(items);
        if (!item || (item->is_list && depth < kDeepest && !is_canonical(item->payload, depth + 1))) return false;
        items = items.subspan(item->size);
    }
    return true;
}

void copy_items(rlp::Reader& in, rlp::Writer& out, int depth) {
    while (!in.done()) {
        if (!in.next_is_list()) {
            out.string(in.string("string"));
        } else if (depth < kDeepest) {
            rlp::Reader inner = in.list("list");
            const std::size_t mark = out.begin_list();
            copy_items(inner, out, depth + 1);
            out.end_list(mark);
        } else {
            out.raw(in.raw_item("list"));
        }
    }
}

void try_items(ByteView bytes) {
    rlp::Failure failure;
    rlp::Reader in(bytes, failure);
    rlp::Writer out;
    copy_items(in, out, 0);
    require(failure.has_value() != is_canonical(bytes, 0));
    if (failure) {
        require(failure->field == "string" || failure->field == "list");
    } else {
        require(std::ranges::equal(out.bytes(), bytes));
    }
}

// Integers: minimal, big-endian, within their size.
void try_integers(ByteView bytes) {
    const auto item = first_item(bytes);
    const bool is_number = item && !item->is_list && (item->payload.empty() || item->payload[0] != 0);
    const auto accepted = [&](auto read, std::size_t n_bytes) {
        rlp::Failure failure;
        rlp::Reader in(bytes, failure);
        const U256 value = read(in);
        const bool expected = is_number && item->payload.size() <= n_bytes;
        require(failure.has_value() != expected);
        require(value == (expected ? U256::from_bytes(item->payload.data(), item->payload.size()) : U256()));
    };
    accepted([](rlp::Reader& in) { return U256(in.uint8("integer")); }, 1);
    accepted([](rlp::Reader& in) { return U256(in.uint64("integer")); }, 8);
    accepted([](rlp::Reader& in) { return U256::from_word(in.uint256("integer")); }, 32);
}

// Items as the bytes say, written and read in step.
void write_items(Source& source, rlp::Writer& out, int depth) {
    for (int n = source.byte() % 8; n > 0; --n) {
        const std::uint8_t kind = source.byte();
        if (kind % 4 == 0 && depth < 8) {
            const std::size_t mark = out.begin_list();
            write_items(source, out, depth + 1);
            out.end_list(mark);
        } else if (kind % 4 == 1) {
            out.uint(source.word<32>());
        } else {
            const std::size_t length = source.byte() * (kind % 4 == 2 ? std::size_t{1} : std::size_t{300});
            Bytes string(length, kind);
            const ByteView head = source.take(std::min<std::size_t>(length, 4));
            std::ranges::copy(head, string.begin());
            const std::size_t before = out.bytes().size();
            out.string(string);
            require(out.bytes().size() - before == rlp::encoded_string_size(string));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    if (const auto header = decode_header(bytes)) {
        require(std::ranges::equal(encode_header(*header), bytes));
    }
    try_items(bytes);
    try_integers(bytes);
    Source source(bytes);
    rlp::Writer out;
    write_items(source, out, 0);
    require(is_canonical(out.bytes(), 0));
    try_items(out.bytes());
    return 0;
}
