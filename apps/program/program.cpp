#include "apps/program/program.hpp"

#include "base/hex.hpp"
#include "guest/images/images.hpp"
#include "guest/programs/programs.hpp"
#include "vm/elf/elf.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace zk::apps {
namespace {

constexpr std::uint64_t kMaxElfBytes = std::uint64_t{1} << 28;
constexpr std::uint64_t kMaxInputBytes = (std::uint64_t{1} << 32) - 1;

std::string known_names() {
    std::string names;
    for (const std::string_view name : guest::program_names()) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

}  // namespace

Result<NamedProgram> find_program(const std::string& name_or_path) {
    NamedProgram found{.name = name_or_path, .ours = !guest::guest_image(name_or_path).empty(), .program = {}};
    Bytes file;
    ByteView elf = guest::guest_image(name_or_path);
    if (!found.ours) {
        auto bytes = read_whole_file(name_or_path, kMaxElfBytes);
        if (!bytes) {
            return fail(
                "program", name_or_path, "one of " + known_names() + ", or an RV32IM ELF file", bytes.error().got
            );
        }
        file = std::move(*bytes);
        elf = file;
    }
    auto program = vm::load_elf(elf);
    if (!program) {
        program.error().what = name_or_path + ": " + program.error().what;
        return tl::unexpected(program.error());
    }
    found.program = std::move(*program);
    return found;
}

Result<Bytes> find_input(const NamedProgram& program, const std::string& path) {
    if (!path.empty()) return read_whole_file(path, kMaxInputBytes);
    if (program.ours) return guest::default_input(program.name);
    return Bytes{};
}

std::string public_words_hex(const std::array<std::uint32_t, 8>& words) {
    std::array<std::uint8_t, 32> bytes{};
    for (std::size_t i = 0; i < 8; ++i) store_u32le(bytes.data() + 4 * i, words[i]);
    return to_hex(bytes);
}

Result<std::array<std::uint32_t, 8>> public_words_from_hex(const std::string& text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 32) return fail("public inputs", "", "32 bytes in hexadecimal", text);
    std::array<std::uint32_t, 8> words{};
    for (std::size_t i = 0; i < 8; ++i) words[i] = load_u32le(bytes->data() + 4 * i);
    return words;
}

Result<Bytes> read_whole_file(const std::string& path, std::uint64_t max_bytes) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) return fail(path, "", "a readable file", std::strerror(errno));
    const std::streamoff size = file.tellg();
    if (size < 0) return fail(path, "", "a file", "something without a size");
    if (static_cast<std::uint64_t>(size) > max_bytes) {
        return fail(path, "", "at most " + std::to_string(max_bytes) + " bytes", std::to_string(size));
    }
    Bytes bytes(static_cast<std::size_t>(size));
    file.seekg(0);
    if (!bytes.empty() && !file.read(reinterpret_cast<char*>(bytes.data()), size)) {
        return fail(path, "", std::to_string(size) + " bytes", "a read error");
    }
    return bytes;
}

}  // namespace zk::apps
