#include "guest/programs/programs.hpp"

#include "guest/platform/native/run.hpp"
#include "guest/programs/arithmetic/arithmetic.hpp"
#include "guest/programs/chunk/chunk.hpp"
#include "guest/programs/chunk/default_chunk.hpp"
#include "guest/programs/fibonacci/fibonacci.hpp"
#include "guest/programs/headers/default_chunk.hpp"
#include "guest/programs/headers/headers.hpp"
#include "guest/programs/keccak/keccak.hpp"
#include "guest/programs/sort/sort.hpp"

#include <array>
#include <string>

namespace zk::guest {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"fibonacci", "keccak", "sort", "headers", "chunk", "arithmetic"};
constexpr std::array<Program, kNames.size()> kPrograms = {fibonacci, keccak, sort, headers, chunk, arithmetic};

tl::unexpected<Error> unknown_program(std::string_view name) {
    std::string known;
    for (const std::string_view each : kNames) known += (known.empty() ? "" : ", ") + std::string(each);
    return fail("program name", {}, "one of " + known, std::string(name));
}

Bytes words_le(std::uint32_t first, std::uint32_t second) {
    Bytes bytes(8);
    store_u32le(bytes.data(), first);
    store_u32le(bytes.data() + 4, second);
    return bytes;
}

}  // namespace

std::span<const std::string_view> program_names() {
    return kNames;
}

Result<PublicWords> run_program(std::string_view name, ByteView input) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == name) return run_native(kPrograms[i], name, input);
    }
    return unknown_program(name);
}

Result<Bytes> default_input(std::string_view name) {
    if (name == "fibonacci") return words_le(100000, 7919);
    if (name == "sort") return words_le(4096, 1);
    if (name == "keccak") {
        Bytes bytes(4 + 1000);
        store_u32le(bytes.data(), 16);
        for (std::size_t i = 0; i < 1000; ++i) bytes[4 + i] = static_cast<std::uint8_t>(i);
        return bytes;
    }
    if (name == "arithmetic") {
        Bytes bytes(96);
        for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(7 * i + 1);
        return bytes;
    }
    if (name == "headers") return default_chunk();
    if (name == "chunk") return default_chunk_with_state();
    return unknown_program(name);
}

}  // namespace zk::guest
