#include "guest/programs/programs.hpp"

#include "base/hex.hpp"
#include "guest/images/images.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/digest_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace zk::guest {
namespace {

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes bytes;
    for (const std::uint32_t value : values) {
        bytes.resize(bytes.size() + 4);
        store_u32le(bytes.data() + bytes.size() - 4, value);
    }
    return bytes;
}

std::string refusal(std::string_view program, const Bytes& input) {
    const auto result = run_program(program, input);
    return result ? "accepted" : result.error().message();
}

TEST(Programs, FibonacciKnownAnswers) {
    EXPECT_EQ(run_program("fibonacci", words({0, 10})).value(), (PublicWords{0, 10, 0, 1, 0, 0, 0, 0}));
    EXPECT_EQ(run_program("fibonacci", words({10, 1000})).value(), (PublicWords{10, 1000, 55, 89, 0, 0, 0, 0}));
    EXPECT_EQ(
        run_program("fibonacci", words({47, 1u << 31})).value(),
        (PublicWords{47, 1u << 31, 2971215073u % (1u << 31), 4807526976u % (1u << 31), 0, 0, 0, 0})
    );
    EXPECT_EQ(run_program("fibonacci", words({5, 1})).value(), (PublicWords{5, 1, 0, 0, 0, 0, 0, 0}));
}

TEST(Programs, FibonacciRefuses) {
    EXPECT_EQ(refusal("fibonacci", {}), "fibonacci: the input must be 8 bytes: n and m");
    EXPECT_NE(refusal("fibonacci", words({1, 0})).find("m must be in"), std::string::npos);
    EXPECT_NE(refusal("fibonacci", words({1, (1u << 31) + 1})).find("m must be in"), std::string::npos);
    EXPECT_NE(refusal("fibonacci", words({1, 2, 3})).find("8 bytes"), std::string::npos);
}

TEST(Programs, KeccakIsTheChain) {
    Bytes input = words({3});
    input.insert(input.end(), {'a', 'b', 'c'});
    const Hash expected = keccak256(keccak256(keccak256(Bytes{'a', 'b', 'c'})));
    EXPECT_EQ(run_program("keccak", input).value(), digest_words(expected));
    EXPECT_EQ(run_program("keccak", words({1})).value()[0], 0x0146d2c5u);  // c5d24601 of keccak("")
}

TEST(Programs, KeccakRefuses) {
    EXPECT_NE(refusal("keccak", {1, 0, 0}).find("chain length"), std::string::npos);
    EXPECT_NE(refusal("keccak", words({0})).find("chain length"), std::string::npos);
    EXPECT_NE(refusal("keccak", words({(1u << 24) + 1})).find("chain length"), std::string::npos);
}

TEST(Programs, SortAgreesWithTheLibrary) {
    constexpr std::uint32_t kCount = 1000;
    std::vector<std::uint32_t> expected;
    std::uint32_t x = 77;
    for (std::uint32_t i = 0; i < kCount; ++i) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        expected.push_back(x);
    }
    std::sort(expected.begin(), expected.end());
    std::uint32_t checksum = 0;
    for (std::uint32_t i = 0; i < kCount; ++i) checksum += (i + 1) * expected[i];
    EXPECT_EQ(
        run_program("sort", words({kCount, 77})).value(),
        (PublicWords{kCount, 77, expected[0], expected[500], expected[999], checksum, 0, 0})
    );
}

TEST(Programs, SortRefuses) {
    EXPECT_NE(refusal("sort", words({0, 1})).find("n must be in"), std::string::npos);
    EXPECT_NE(refusal("sort", words({(1u << 22) + 1, 1})).find("n must be in"), std::string::npos);
    EXPECT_NE(refusal("sort", words({5, 0})).find("seed"), std::string::npos);
    EXPECT_NE(refusal("sort", words({5})).find("8 bytes"), std::string::npos);
}

TEST(Programs, UnknownNameIsRefusedAndTheKnownOnesListed) {
    const std::string message = run_program("fibonaci", {}).error().message();
    EXPECT_NE(message.find("fibonacci, keccak, sort"), std::string::npos) << message;
    EXPECT_FALSE(default_input("").has_value());
}

TEST(Images, OneElfPerProgram) {
    ASSERT_EQ(guest_images().size(), program_names().size());
    for (std::size_t i = 0; i < program_names().size(); ++i) {
        EXPECT_EQ(guest_images()[i].name, program_names()[i]);
        const auto elf = guest_image(program_names()[i]);
        ASSERT_GT(elf.size(), 52u);
        EXPECT_EQ(load_u32le(elf.data()), 0x464c457fu);     // 7f 'E' 'L' 'F'
        EXPECT_EQ(load_u32le(elf.data() + 24), 0x100000u);  // entry point
        EXPECT_EQ(elf[44], 2);                              // program headers: R-X and RW
    }
    EXPECT_TRUE(guest_image("nothing").empty());
}

}  // namespace
}  // namespace zk::guest
