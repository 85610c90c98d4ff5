#include "perf/profile/symbols.hpp"

#include "guest/images/images.hpp"
#include "vm/elf/elf.hpp"
#include "vm/testing/assembler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace zk::perf {
namespace {

constexpr std::size_t kSectionTable = 32;
constexpr std::size_t kSectionNumbers = 46;  // entry size, count, index of the names

Bytes image_of(std::string_view name) {
    const ByteView image = guest::guest_image(name);
    return {image.begin(), image.end()};
}

Result<Symbols> symbols_of(ByteView file) {
    const auto program = vm::load_elf(file);
    if (!program) return tl::unexpected(program.error());
    return read_symbols(file, *program);
}

std::string refusal_of(ByteView file) {
    const auto symbols = symbols_of(file);
    return symbols ? "accepted" : symbols.error().message();
}

TEST(Symbols, NamesEveryWordOfAnImage) {
    const Bytes file = image_of("chunk");
    const auto program = vm::load_elf(file);
    ASSERT_TRUE(program);
    const auto symbols = read_symbols(file, *program);
    ASSERT_TRUE(symbols) << symbols.error().message();
    ASSERT_EQ(symbols->function.size(), program->code.size());
    EXPECT_EQ(symbols->names[symbols->function[program->entry - program->code_base]], "_start");
    for (const char* name : {"execute_chunk", "memcpy", "Keccak256::absorb"})
        EXPECT_NE(std::ranges::find(symbols->names, name), symbols->names.end()) << name;
    // The interpreter dispatches in one place at least; the headers program has none.
    EXPECT_TRUE(std::ranges::any_of(symbols->probe, [](std::uint8_t reg) { return reg != Symbols::kNoProbe; }));
    const auto headers = symbols_of(image_of("headers"));
    ASSERT_TRUE(headers) << headers.error().message();
    EXPECT_TRUE(std::ranges::all_of(headers->probe, [](std::uint8_t reg) { return reg == Symbols::kNoProbe; }));
}

TEST(Symbols, SaysThatAFileIsStripped) {
    vm::testing::Assembler a;
    a.exit(0);
    EXPECT_EQ(
        refusal_of(a.elf()),
        "ELF file: section header table: expected one, with a symbol table, got none: the file is stripped"
    );
    // Sections but no symbols: the symbol table becomes another kind of section.
    Bytes file = image_of("sort");
    const std::uint32_t table = load_u32le(file.data() + kSectionTable);
    const std::size_t n = file[kSectionNumbers + 2];
    for (std::size_t i = 0; i < n; ++i) {
        std::uint8_t* const type = file.data() + table + 40 * i + 4;
        if (load_u32le(type) == 2) store_u32le(type, 1);
    }
    EXPECT_EQ(
        refusal_of(file), "ELF file: section headers: expected a symbol table (.symtab), got none: the file is stripped"
    );
}

TEST(Symbols, RefusesTablesOutsideTheFile) {
    const Bytes good = image_of("sort");
    const std::uint32_t table = load_u32le(good.data() + kSectionTable);
    Bytes file = good;
    store_u32le(file.data() + kSectionTable, 0xfffffff0);
    EXPECT_NE(refusal_of(file).find("section header table: expected inside the file"), std::string::npos);
    file = good;
    file[kSectionNumbers] = 39;
    EXPECT_NE(refusal_of(file).find("section header size"), std::string::npos);
    file = good;
    file[kSectionNumbers + 4] = 0xff;
    EXPECT_NE(refusal_of(file).find("index of the section names"), std::string::npos);
    file = good;
    store_u32le(file.data() + table + 40 + 20, 0xffffffff);  // size of the first section
    EXPECT_NE(refusal_of(file).find("section 1: expected contents inside the file"), std::string::npos);
    file = good;
    file.resize(table);
    EXPECT_NE(refusal_of(file).find("section header table"), std::string::npos);
}

TEST(Symbols, RefusesProbesThatAreNone) {
    const Bytes good = image_of("chunk");
    const std::uint32_t table = load_u32le(good.data() + kSectionTable);
    std::size_t probes = 0;
    for (std::size_t i = 0; i < good[kSectionNumbers + 2]; ++i) {
        const std::uint8_t* const h = good.data() + table + 40 * i;
        // The section that is neither loaded nor a table: flags 0, type 1.
        if (load_u32le(h + 4) == 1 && load_u32le(h + 8) == 0) probes = load_u32le(h + 16);
    }
    ASSERT_NE(probes, 0u);
    Bytes file = good;
    store_u32le(file.data() + probes, 0x7ffffffc);
    EXPECT_NE(refusal_of(file).find(".zkprove.opcode: expected an address in the code"), std::string::npos);
    file = good;
    file[probes + 4] = 'q';
    EXPECT_NE(refusal_of(file).find(".zkprove.opcode: expected the name of a register"), std::string::npos);
}

// Whatever a byte of the tables says, there is an answer.
TEST(Symbols, AlteredTablesAreReadOrRefused) {
    const Bytes good = image_of("sort");
    const std::uint32_t table = load_u32le(good.data() + kSectionTable);
    std::mt19937 random(7);
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
        Bytes file = good;
        const bool in_header = i % 2 == 0;
        const std::size_t begin = in_header ? kSectionTable : table;
        const std::size_t end = in_header ? 52 : table + 40u * good[kSectionNumbers + 2];
        file[begin + random() % (std::min(end, file.size()) - begin)] = static_cast<std::uint8_t>(random());
        if (!symbols_of(file)) ++refused;
    }
    EXPECT_GT(refused, 100);
}

TEST(Symbols, ReadableNames) {
    EXPECT_EQ(readable_name("memcpy"), "memcpy");
    EXPECT_EQ(readable_name("_ZN2zk5guest9Keccak2566absorbENSt3__14spanIKhLj4294967295EEE"), "Keccak256::absorb");
    EXPECT_EQ(readable_name("_ZNK2zk5guest12_GLOBAL__N_14NodeclEv"), "Node::operator()");
    EXPECT_EQ(readable_name("_ZN2zk5guestplERKNS0_4U256ES3_"), "operator+");
    EXPECT_EQ(
        readable_name("_ZN2zk5guest16BasicPartialTrieILb1EE3getENSt3__14spanIKhLj4294967295EEE"),
        "BasicPartialTrie<true>::get"
    );
}

}  // namespace
}  // namespace zk::perf
