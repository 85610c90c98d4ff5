// The program `headers` on arbitrary input: words or an error, never a crash; what decodes encodes back to the same bytes.
// An input that begins with an odd byte is a list of edits of the default chunk.

#include "guest/chunk/chunk_input.hpp"
#include "guest/programs/headers/default_chunk.hpp"
#include "guest/programs/programs.hpp"
#include "guest/test/edits.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

void try_chunk(zk::ByteView bytes) {
    if (const auto input = zk::guest::decode_chunk_input(bytes)) {
        if (!std::ranges::equal(zk::guest::encode_chunk_input(*input), bytes)) std::abort();
    }
    const auto words = zk::guest::run_program("headers", bytes);
    if (!words && words.error().where.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const zk::Bytes kChunk = zk::guest::default_chunk();
    const zk::ByteView bytes(data, size);
    if (!bytes.empty() && bytes[0] % 2 == 1) {
        try_chunk(zk::test::apply_edits(kChunk, bytes.subspan(1)));
    } else {
        try_chunk(bytes);
    }
    return 0;
}
