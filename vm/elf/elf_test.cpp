#include "vm/elf/elf.hpp"

#include "vm/testing/assembler.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace zk::vm {
namespace {

using testing::ElfSegment;
using testing::make_elf;

constexpr std::uint32_t kCode = 0x10000;
constexpr std::uint32_t kData = 0x20000;
constexpr std::size_t kFirstHeader = 52;

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes bytes(4 * values.size());
    std::size_t at = 0;
    for (const std::uint32_t value : values) store_u32le(bytes.data() + 4 * at++, value);
    return bytes;
}

std::vector<ElfSegment> good_segments() {
    return {{kCode, words({0x00000013, 0x00100513, 0x00000073}), 12, 5}, {kData, {1, 2, 3, 4, 5}, 4096, 6}};
}

Bytes good_file() {
    return make_elf(kCode, good_segments());
}

void put16(Bytes& file, std::size_t at, std::uint32_t value) {
    file[at] = static_cast<std::uint8_t>(value);
    file[at + 1] = static_cast<std::uint8_t>(value >> 8);
}

TEST(Elf, LoadsCodeAndImage) {
    const Result<Program> program = load_elf(good_file());
    ASSERT_TRUE(program) << program.error().message();
    EXPECT_EQ(program->entry, kCode / 4);
    EXPECT_EQ(program->code_base, kCode / 4);
    EXPECT_EQ(program->words, (std::vector<std::uint32_t>{0x13, 0x00100513, 0x73}));
    ASSERT_EQ(program->code.size(), 3u);
    EXPECT_EQ(program->code[2].op, Op::kEcall);
    // The file part ends inside a word; the rest of the segment is zero and not listed.
    const std::vector<ImageWord> image{
        {kCode / 4, 0x13},
        {kCode / 4 + 1, 0x00100513},
        {kCode / 4 + 2, 0x73},
        {kData / 4, 0x04030201},
        {kData / 4 + 1, 5}};
    EXPECT_EQ(program->image, image);
}

TEST(Elf, HeadersInAnyOrderAndZeroWordsLeftOut) {
    std::vector<ElfSegment> segments = good_segments();
    std::swap(segments[0], segments[1]);
    segments[0].contents = words({0, 7, 0, 9});
    const Result<Program> program = load_elf(make_elf(kCode + 4, segments));
    ASSERT_TRUE(program) << program.error().message();
    EXPECT_EQ(program->entry, kCode / 4 + 1);
    EXPECT_EQ(program->image.size(), 5u);
    EXPECT_EQ(program->image.back(), (ImageWord{kData / 4 + 3, 9}));
}

TEST(Elf, SegmentsMayTouchAndReachTheLimit) {
    std::vector<ElfSegment> segments = good_segments();
    segments[1].address = kCode + 12;
    EXPECT_TRUE(load_elf(make_elf(kCode, segments)));
    segments[1].address = 0x80000000u - 4096;
    EXPECT_TRUE(load_elf(make_elf(kCode, segments)));
}

TEST(Elf, CodeFitsTheProgramTable) {
    const auto load = [](std::size_t n_words) {
        std::vector<ElfSegment> segments = good_segments();
        segments[0].contents.resize(4 * n_words, 0);
        segments[0].memory_bytes = static_cast<std::uint32_t>(4 * n_words);
        segments[1].address = 0x40000000;
        return load_elf(make_elf(kCode, segments));
    };
    const Result<Program> most = load(kMaxCodeWords);
    ASSERT_TRUE(most) << most.error().message();
    EXPECT_EQ(most->words.size(), kMaxCodeWords);
    const Result<Program> more = load(kMaxCodeWords + 1);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().message(), "ELF file: segment 0: expected at most 1048576 words of code, got 1048577");
}

struct Refusal {
    const char* name;
    const char* message;  ///< what the error must say
    std::function<void(Bytes&)> spoil;
};

class ElfRefusal : public ::testing::TestWithParam<Refusal> {};

TEST_P(ElfRefusal, NamesTheReason) {
    Bytes file = good_file();
    ASSERT_TRUE(load_elf(file));
    GetParam().spoil(file);
    const Result<Program> program = load_elf(file);
    ASSERT_FALSE(program);
    EXPECT_NE(program.error().message().find(GetParam().message), std::string::npos) << program.error().message();
}

std::function<void(Bytes&)> byte(std::size_t at, std::uint8_t value) {
    return [=](Bytes& file) { file[at] = value; };
}
std::function<void(Bytes&)> half(std::size_t at, std::uint32_t value) {
    return [=](Bytes& file) { put16(file, at, value); };
}
std::function<void(Bytes&)> word(std::size_t at, std::uint32_t value) {
    return [=](Bytes& file) { store_u32le(file.data() + at, value); };
}
/// Field f (in words) of program header i.
std::function<void(Bytes&)> header(std::size_t i, std::size_t f, std::uint32_t value) {
    return word(kFirstHeader + 32 * i + 4 * f, value);
}

INSTANTIATE_TEST_SUITE_P(
    Header,
    ElfRefusal,
    ::testing::Values(
        Refusal{"Empty", "header", [](Bytes& f) { f.clear(); }},
        Refusal{"ShortHeader", "header", [](Bytes& f) { f.resize(51); }},
        Refusal{"Magic", "magic", byte(3, 'G')},
        Refusal{"Class64", "class", byte(4, 2)},
        Refusal{"BigEndian", "byte order", byte(5, 2)},
        Refusal{"IdentVersion", "identification version", byte(6, 0)},
        Refusal{"SharedObject", "type", half(16, 3)},
        Refusal{"Relocatable", "type", half(16, 1)},
        Refusal{"OtherMachine", "machine", half(18, 62)},
        Refusal{"Version", "version", word(20, 2)},
        Refusal{"Compressed", "flags", word(36, 1)},
        Refusal{"FloatAbi", "flags", word(36, 2)},
        Refusal{"Rv32e", "flags", word(36, 8)},
        Refusal{"HeaderSize", "header size", half(40, 64)},
        Refusal{"ProgramHeaderSize", "program header size", half(42, 56)}
    ),
    [](const auto& instance) { return instance.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Segments,
    ElfRefusal,
    ::testing::Values(
        Refusal{"NoHeaders", "one executable segment", half(44, 0)},
        Refusal{"TableOutside", "program header table", half(44, 65535)},
        Refusal{"TableOffsetOverflows", "program header table", word(28, 0xFFFFFFF0)},
        Refusal{"CutBeforeContents", "contents inside", [](Bytes& f) { f.resize(kFirstHeader + 64); }},
        Refusal{"CutByOneByte", "contents inside", [](Bytes& f) { f.pop_back(); }},
        Refusal{"ContentsOverflow", "contents inside", header(1, 1, 0xFFFFFFFE)},
        Refusal{"FileLargerThanMemory", "in the file", header(1, 5, 4)},
        Refusal{"UnalignedAddress", "multiple of 4", header(1, 2, kData + 2)},
        Refusal{"AboveLimit", "2^31", header(1, 2, 0x80000000u - 4092)},
        Refusal{"SizeOverflows", "2^31", header(1, 5, 0xFFFFFFFF)},
        Refusal{"WritableAndExecutable", "not both", header(0, 6, 7)},
        Refusal{"Overlap", "no overlap", header(1, 2, kCode + 8)},
        Refusal{"OverlapByZeroes", "no overlap", header(1, 2, kCode - 4092)},
        Refusal{"NoCode", "one executable segment", header(0, 6, 4)},
        Refusal{
            "TwoCodes",
            "one executable segment",
            [](Bytes& f) {
                header(1, 6, 5)(f);
                header(1, 4, 4)(f);
                header(1, 5, 4)(f);
            }},
        Refusal{
            "CodeNotWords",
            "whole words",
            [](Bytes& f) {
                header(0, 4, 10)(f);
                header(0, 5, 10)(f);
            }},
        Refusal{"CodeWithZeroTail", "all in the file", header(0, 5, 16)},
        Refusal{
            "EmptyCode",
            "whole words",
            [](Bytes& f) {
                header(0, 4, 0)(f);
                header(0, 5, 0)(f);
            }},
        Refusal{"Dynamic", "dynamic", header(1, 0, 2)},
        Refusal{"Interpreter", "interpreter", header(1, 0, 3)},
        Refusal{"EntryUnaligned", "entry", word(24, kCode + 2)},
        Refusal{"EntryBelow", "entry", word(24, kCode - 4)},
        Refusal{"EntryAbove", "entry", word(24, kCode + 12)},
        Refusal{"EntryInData", "entry", word(24, kData)}
    ),
    [](const auto& instance) { return instance.param.name; }
);

TEST(Elf, EveryTruncationIsRefused) {
    const Bytes file = good_file();
    for (std::size_t size = 0; size < file.size(); ++size) {
        const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
        ASSERT_FALSE(load_elf(cut)) << size;
    }
}

TEST(Elf, AlteredHeadersNeverCrash) {
    constexpr std::uint32_t kSeed = 7;
    RecordProperty("seed", static_cast<int>(kSeed));
    std::mt19937 random(kSeed);
    const Bytes file = good_file();
    std::size_t n_loaded = 0;
    for (int i = 0; i < 20000; ++i) {
        Bytes altered = file;
        for (std::uint32_t n = 1 + random() % 3; n > 0; --n)
            altered[random() % 116] = static_cast<std::uint8_t>(random());
        const Result<Program> program = load_elf(altered);
        if (!program) {
            ASSERT_FALSE(program.error().message().empty());
            continue;
        }
        ++n_loaded;
        ASSERT_TRUE(program->contains(program->entry));
        ASSERT_EQ(program->code.size(), program->words.size());
    }
    EXPECT_GT(n_loaded, 0u);
}

}  // namespace
}  // namespace zk::vm
