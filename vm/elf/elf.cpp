#include "vm/elf/elf.hpp"

#include "base/hex.hpp"
#include "base/host_calls.hpp"

#include <algorithm>

namespace zk::vm {
namespace {

// System V ABI, chapters 4 (object files) and 5 (program loading); RISC-V ELF psABI for e_machine and e_flags.
constexpr std::size_t kHeaderBytes = 52;
constexpr std::size_t kProgramHeaderBytes = 32;
constexpr std::uint32_t kTypeExec = 2;
constexpr std::uint32_t kMachineRiscv = 243;
constexpr std::uint32_t kFlagCompressed = 0x1;
constexpr std::uint32_t kFlagFloatAbi = 0x6;
constexpr std::uint32_t kFlagRve = 0x8;
constexpr std::uint32_t kSegmentLoad = 1;
constexpr std::uint32_t kSegmentDynamic = 2;
constexpr std::uint32_t kSegmentInterpreter = 3;
constexpr std::uint32_t kExecutable = 1;
constexpr std::uint32_t kWritable = 2;

std::string hex(std::uint64_t value) {
    return to_hex(value, 1);
}

std::uint32_t load_u16le(const std::uint8_t* at) {
    return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8;
}

struct Segment {
    std::size_t number;  ///< in the program header table, for messages
    std::uint32_t offset, address, file_bytes, memory_bytes, flags;

    [[nodiscard]] std::uint64_t end() const { return std::uint64_t{address} + memory_bytes; }
    [[nodiscard]] std::string name() const { return "segment " + std::to_string(number); }
};

Result<void> check_header(ByteView file) {
    if (file.size() < kHeaderBytes) {
        return fail("ELF file", "header", std::to_string(kHeaderBytes) + " bytes", std::to_string(file.size()));
    }
    constexpr std::uint8_t kMagic[4] = {0x7f, 'E', 'L', 'F'};
    if (!std::equal(std::begin(kMagic), std::end(kMagic), file.begin())) {
        return fail("ELF file", "magic", "7f 45 4c 46", hex(load_u32le(file.data())));
    }
    struct Field {
        const char* name;
        std::uint32_t expected, got;
    };
    const std::uint8_t* const h = file.data();
    const Field fields[] = {
        {"class (1 is 32 bits)", 1, h[4]},
        {"byte order (1 is little-endian)", 1, h[5]},
        {"identification version", 1, h[6]},
        {"type (2 is a static executable)", kTypeExec, load_u16le(h + 16)},
        {"machine (243 is RISC-V)", kMachineRiscv, load_u16le(h + 18)},
        {"version", 1, load_u32le(h + 20)},
        {"header size", kHeaderBytes, load_u16le(h + 40)},
        {"program header size", kProgramHeaderBytes, load_u16le(h + 42)},
    };
    for (const Field& field : fields) {
        if (field.got != field.expected) {
            return fail("ELF file", field.name, std::to_string(field.expected), std::to_string(field.got));
        }
    }
    const std::uint32_t flags = load_u32le(h + 36);
    if ((flags & (kFlagCompressed | kFlagFloatAbi | kFlagRve)) != 0) {
        return fail("ELF file", "flags", "none of compressed, floating-point or RV32E code", hex(flags));
    }
    return {};
}

Result<void> check_segment(const Segment& s, ByteView file) {
    if (std::uint64_t{s.offset} + s.file_bytes > file.size()) {
        return fail(
            "ELF file",
            s.name(),
            "contents inside the file of " + std::to_string(file.size()) + " bytes",
            hex(s.offset) + " + " + hex(s.file_bytes)
        );
    }
    if (s.file_bytes > s.memory_bytes) {
        return fail("ELF file", s.name(), "at most " + hex(s.memory_bytes) + " bytes in the file", hex(s.file_bytes));
    }
    if (s.address % 4 != 0) return fail("ELF file", s.name(), "an address that is a multiple of 4", hex(s.address));
    if (s.end() > kAddressLimit) return fail("ELF file", s.name(), "an end at or below 2^31", hex(s.end()));
    if ((s.flags & kExecutable) != 0 && (s.flags & kWritable) != 0) {
        return fail("ELF file", s.name(), "not both writable and executable", "flags " + hex(s.flags));
    }
    if ((s.flags & kExecutable) != 0 &&
        (s.file_bytes == 0 || s.file_bytes % 4 != 0 || s.memory_bytes != s.file_bytes)) {
        return fail(
            "ELF file",
            s.name(),
            "code of one or more whole words, all in the file",
            hex(s.file_bytes) + " bytes in the file, " + hex(s.memory_bytes) + " in memory"
        );
    }
    if ((s.flags & kExecutable) != 0 && s.file_bytes / 4 > kMaxCodeWords) {
        return fail(
            "ELF file",
            s.name(),
            "at most " + std::to_string(kMaxCodeWords) + " words of code",
            std::to_string(s.file_bytes / 4)
        );
    }
    return {};
}

/// Loadable segments that occupy memory, by address.
Result<std::vector<Segment>> read_segments(ByteView file) {
    const std::uint32_t table = load_u32le(file.data() + 28);
    const std::uint32_t n_headers = load_u16le(file.data() + 44);
    if (std::uint64_t{table} + n_headers * kProgramHeaderBytes > file.size()) {
        return fail(
            "ELF file",
            "program header table",
            "inside the file of " + std::to_string(file.size()) + " bytes",
            hex(table) + " + " + std::to_string(n_headers) + " headers"
        );
    }
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < n_headers; ++i) {
        const std::uint8_t* const h = file.data() + table + i * kProgramHeaderBytes;
        const std::uint32_t type = load_u32le(h);
        const Segment s{
            i, load_u32le(h + 4), load_u32le(h + 8), load_u32le(h + 16), load_u32le(h + 20), load_u32le(h + 24)};
        if (type == kSegmentDynamic || type == kSegmentInterpreter) {
            return fail(
                "ELF file",
                s.name(),
                "a static executable",
                type == kSegmentDynamic ? "a dynamic section" : "an interpreter"
            );
        }
        if (type != kSegmentLoad) continue;
        if (Result<void> ok = check_segment(s, file); !ok) return tl::unexpected(ok.error());
        if (s.memory_bytes != 0) segments.push_back(s);
    }
    std::ranges::sort(segments, {}, &Segment::address);
    for (std::size_t i = 1; i < segments.size(); ++i) {
        const Segment& below = segments[i - 1];
        if (below.end() > segments[i].address) {
            return fail(
                "ELF file",
                segments[i].name(),
                "no overlap with " + below.name() + ", which ends at " + hex(below.end()),
                hex(segments[i].address)
            );
        }
    }
    return segments;
}

}  // namespace

Result<Program> load_elf(ByteView file) {
    if (Result<void> ok = check_header(file); !ok) return tl::unexpected(ok.error());
    const Result<std::vector<Segment>> segments = read_segments(file);
    if (!segments) return tl::unexpected(segments.error());

    Program program;
    for (const Segment& s : *segments) {
        const ByteView contents = file.subspan(s.offset, s.file_bytes);
        const bool is_code = (s.flags & kExecutable) != 0;
        if (is_code && !program.words.empty()) {
            return fail("ELF file", s.name(), "one executable segment", "another one");
        }
        if (is_code) program.code_base = s.address / 4;
        for (std::size_t at = 0; at < contents.size(); at += 4) {
            std::uint32_t word = 0;
            for (std::size_t b = 0; b < std::min<std::size_t>(4, contents.size() - at); ++b) {
                word |= std::uint32_t{contents[at + b]} << (8 * b);
            }
            if (word != 0) program.image.push_back({static_cast<std::uint32_t>((s.address + at) / 4), word});
            if (is_code) {
                program.words.push_back(word);
                program.code.push_back(simplify(decode(word)));
            }
        }
    }
    if (program.words.empty()) return fail("ELF file", "program header table", "one executable segment", "none");

    const std::uint32_t entry = load_u32le(file.data() + 24);
    program.entry = entry / 4;
    if (entry % 4 != 0 || !program.contains(program.entry)) {
        return fail("ELF file", "entry", "the address of a word of the code", hex(entry));
    }
    return program;
}

}  // namespace zk::vm
