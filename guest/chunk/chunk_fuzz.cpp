// The program `headers` on arbitrary input: words or an error, never a crash; what decodes encodes back to the same bytes.

#include "guest/chunk/chunk_input.hpp"
#include "guest/programs/programs.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const zk::ByteView bytes(data, size);
    if (const auto input = zk::guest::decode_chunk_input(bytes)) {
        if (!std::ranges::equal(zk::guest::encode_chunk_input(*input), bytes)) std::abort();
    }
    const auto words = zk::guest::run_program("headers", bytes);
    if (!words && words.error().where.empty()) std::abort();
    return 0;
}
