// Whatever decode_transaction, decode_header and the RLP reader accept, encoding gives back byte for byte.

#include "guest/block/header.hpp"
#include "guest/block/transaction.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace zk;

void require(bool condition) {
    if (!condition) std::abort();
}

void copy_items(guest::rlp::Reader& in, guest::rlp::Writer& out, int depth) {
    while (!in.done()) {
        if (!in.next_is_list()) {
            out.string(in.string("string"));
        } else if (depth < 100) {
            guest::rlp::Reader inner = in.list("list");
            const std::size_t mark = out.begin_list();
            copy_items(inner, out, depth + 1);
            out.end_list(mark);
        } else {
            out.raw(in.raw_item("list"));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    if (const auto transaction = guest::decode_transaction(bytes)) {
        require(std::ranges::equal(guest::encode_transaction(*transaction), bytes));
    }
    if (const auto header = guest::decode_header(bytes)) {
        require(std::ranges::equal(guest::encode_header(*header), bytes));
    }
    guest::rlp::Failure failure;
    guest::rlp::Reader in(bytes, failure);
    guest::rlp::Writer out;
    copy_items(in, out, 0);
    if (!failure) require(std::ranges::equal(out.bytes(), bytes));
    return 0;
}
