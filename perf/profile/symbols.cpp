#include "perf/profile/symbols.hpp"

#include "base/hex.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace zk::perf {
namespace {

// System V ABI, chapter 4: sections and symbols of 32-bit files.
constexpr std::size_t kSectionHeaderBytes = 40;
constexpr std::size_t kSymbolBytes = 16;
constexpr std::uint32_t kTypeSymbolTable = 2;
constexpr std::uint32_t kTypeNoBits = 8;
constexpr std::uint8_t kSymbolNoType = 0;
constexpr std::uint8_t kSymbolFunction = 2;
constexpr std::string_view kProbeSection = ".zkprove.opcode";

constexpr std::uint32_t kNone = ~std::uint32_t{0};

constexpr std::array<std::string_view, 32> kRegisters = {
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
    "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

std::uint32_t load_u16le(const std::uint8_t* at) {
    return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8;
}

struct Section {
    std::string name;
    std::uint32_t type = 0;
    std::uint32_t link = 0;
    ByteView contents;
};

std::optional<ByteView> part_of(ByteView file, std::uint64_t offset, std::uint64_t size) {
    if (offset + size > file.size()) return std::nullopt;
    return file.subspan(offset, size);
}

/// The zero-terminated text at `offset`.
std::optional<std::string> text_at(ByteView strings, std::size_t offset) {
    if (offset >= strings.size()) return std::nullopt;
    const auto begin = strings.begin() + static_cast<std::ptrdiff_t>(offset);
    const auto end = std::find(begin, strings.end(), std::uint8_t{0});
    if (end == strings.end()) return std::nullopt;
    return std::string(begin, end);
}

Result<std::vector<Section>> read_sections(ByteView file) {
    const std::uint32_t table = load_u32le(file.data() + 32);
    const std::uint32_t n = load_u16le(file.data() + 48);
    const std::uint32_t names_index = load_u16le(file.data() + 50);
    if (table == 0 || n == 0)
        return fail("ELF file", "section header table", "one, with a symbol table", "none: the file is stripped");
    if (load_u16le(file.data() + 46) != kSectionHeaderBytes)
        return fail("ELF file", "section header size", "40", std::to_string(load_u16le(file.data() + 46)));
    const auto headers = part_of(file, table, std::uint64_t{n} * kSectionHeaderBytes);
    if (!headers) {
        return fail(
            "ELF file",
            "section header table",
            "inside the file of " + std::to_string(file.size()) + " bytes",
            to_hex(table, 1) + " + " + std::to_string(n) + " headers"
        );
    }
    if (names_index >= n)
        return fail(
            "ELF file", "index of the section names", "below " + std::to_string(n), std::to_string(names_index)
        );
    std::vector<Section> sections(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint8_t* const h = headers->data() + i * kSectionHeaderBytes;
        sections[i].type = load_u32le(h + 4);
        sections[i].link = load_u32le(h + 24);
        if (sections[i].type == 0 || sections[i].type == kTypeNoBits) continue;
        const auto contents = part_of(file, load_u32le(h + 16), load_u32le(h + 20));
        if (!contents) {
            return fail(
                "ELF file",
                "section " + std::to_string(i),
                "contents inside the file of " + std::to_string(file.size()) + " bytes",
                to_hex(load_u32le(h + 16), 1) + " + " + to_hex(load_u32le(h + 20), 1)
            );
        }
        sections[i].contents = *contents;
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t at = load_u32le(headers->data() + i * kSectionHeaderBytes);
        const auto name = text_at(sections[names_index].contents, at);
        if (!name && sections[i].type != 0)
            return fail("ELF file", "section " + std::to_string(i), "a name within the names", to_hex(at, 1));
        sections[i].name = name.value_or("");
    }
    return sections;
}

struct Function {
    std::uint32_t begin;  ///< word of the code
    std::uint32_t end;    ///< 0: up to the next function
    bool global;
    std::string name;
};

Result<std::vector<Function>> read_functions(const std::vector<Section>& sections, const vm::Program& program) {
    const auto table = std::ranges::find(sections, kTypeSymbolTable, &Section::type);
    if (table == sections.end())
        return fail("ELF file", "section headers", "a symbol table (.symtab)", "none: the file is stripped");
    if (table->link >= sections.size() || table->contents.size() % kSymbolBytes != 0)
        return fail("ELF file", ".symtab", "whole symbols and a string table", std::to_string(table->contents.size()));
    std::vector<Function> functions;
    for (std::size_t at = 0; at < table->contents.size(); at += kSymbolBytes) {
        const std::uint8_t* const s = table->contents.data() + at;
        const std::uint32_t value = load_u32le(s + 4);
        const std::uint32_t size = load_u32le(s + 8);
        const std::uint8_t type = s[12] & 15;
        if ((type != kSymbolFunction && type != kSymbolNoType) || load_u16le(s + 14) == 0) continue;
        if (value % 4 != 0 || !program.contains(value / 4)) continue;
        const auto name = text_at(sections[table->link].contents, load_u32le(s));
        if (!name)
            return fail("ELF file", "symbol " + std::to_string(at / kSymbolBytes), "a name within the strings", "none");
        // Compilers mark constants and code in the text ($d, $x, .L...): not functions.
        if (name->empty() || (type == kSymbolNoType && ((*name)[0] == '$' || (*name)[0] == '.'))) continue;
        const std::uint32_t begin = value / 4 - program.code_base;
        const std::uint64_t end = (std::uint64_t{value} + size + 3) / 4 - program.code_base;
        functions.push_back(
            {begin,
             size == 0 ? 0 : static_cast<std::uint32_t>(std::min<std::uint64_t>(end, program.code.size())),
             s[12] >> 4 != 0,
             *name}
        );
    }
    if (functions.empty()) return fail("ELF file", ".symtab", "functions of the code", "none");
    // Of several names of one place the first counts: functions before marks, global before local, then by name.
    std::ranges::sort(functions, [](const Function& a, const Function& b) {
        return std::tuple(a.begin, a.end == 0, !a.global, std::string_view(a.name)) <
               std::tuple(b.begin, b.end == 0, !b.global, std::string_view(b.name));
    });
    const auto same = std::ranges::unique(functions, {}, &Function::begin);
    functions.erase(same.begin(), same.end());
    return functions;
}

Result<void> read_probes(Symbols& out, const std::vector<Section>& sections, const vm::Program& program) {
    const auto section = std::ranges::find(sections, kProbeSection, &Section::name);
    if (section == sections.end()) return {};
    ByteView rest = section->contents;
    while (!rest.empty()) {
        const auto name = text_at(rest, 4);
        if (!name) return fail("ELF file", std::string(kProbeSection), "an address and a register's name", "less");
        const std::uint32_t address = load_u32le(rest.data());
        const auto* const number = std::ranges::find(kRegisters, std::string_view(*name));
        if (number == kRegisters.end())
            return fail("ELF file", std::string(kProbeSection), "the name of a register", *name);
        if (address % 4 != 0 || !program.contains(address / 4))
            return fail("ELF file", std::string(kProbeSection), "an address in the code", to_hex(address, 8));
        out.probe[address / 4 - program.code_base] = static_cast<std::uint8_t>(number - kRegisters.begin());
        rest = rest.subspan(4 + name->size() + 1);
    }
    return {};
}

void remove_all(std::string& text, std::string_view part) {
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at))
        text.erase(at, part.size());
}

}  // namespace

std::string readable_name(const std::string& symbol) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> demangled(
        abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free
    );
    if (status != 0 || demangled == nullptr) return symbol;
    std::string name = demangled.get();
    constexpr std::string_view kAnonymous = "(anonymous namespace)::";
    for (const std::string_view part : {kAnonymous, std::string_view("zk::guest::"), std::string_view("__1::")})
        remove_all(name, part);
    // Parameter lists: parentheses outside template arguments, but not those of operator().
    std::string out;
    int depth = 0;
    int angles = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool in_operator = out.size() >= 8 && out.compare(out.size() - 8, 8, "operator") == 0;
        if (in_operator && depth == 0 && angles == 0 && name.compare(i, 2, "()") == 0) {
            out += "()";
            ++i;
            continue;
        }
        if (!in_operator && depth == 0 && name[i] == '<') ++angles;
        if (angles == 0 && name[i] == '(') ++depth;
        if (depth == 0) out += name[i];
        if (angles == 0 && name[i] == ')') --depth;
        if (depth == 0 && angles > 0 && name[i] == '>') --angles;
    }
    if (out.ends_with(" const")) out.erase(out.size() - 6);
    return out;
}

Result<Symbols> read_symbols(ByteView file, const vm::Program& program) {
    const auto sections = read_sections(file);
    if (!sections) return tl::unexpected(sections.error());
    const auto functions = read_functions(*sections, program);
    if (!functions) return tl::unexpected(functions.error());

    Symbols out;
    const auto n_words = static_cast<std::uint32_t>(program.code.size());
    out.function.assign(n_words, kNone);
    out.probe.assign(n_words, Symbols::kNoProbe);
    std::unordered_map<std::string, std::uint32_t> numbers;  // overloads and clones share a readable name
    for (std::size_t i = 0; i < functions->size(); ++i) {
        const Function& f = (*functions)[i];
        const std::uint32_t next = i + 1 < functions->size() ? (*functions)[i + 1].begin : n_words;
        const std::uint32_t end = f.end == 0 ? next : std::min(f.end, next);
        const auto [number, is_new] =
            numbers.try_emplace(readable_name(f.name), static_cast<std::uint32_t>(out.names.size()));
        if (is_new) out.names.push_back(number->first);
        for (std::uint32_t word = f.begin; word < end; ++word) out.function[word] = number->second;
    }
    std::ranges::replace(out.function, kNone, static_cast<std::uint32_t>(out.names.size()));
    out.names.emplace_back(Symbols::kUnknown);
    if (const Result<void> ok = read_probes(out, *sections, program); !ok) return tl::unexpected(ok.error());
    return out;
}

}  // namespace zk::perf
