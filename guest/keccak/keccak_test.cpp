#include "guest/keccak/keccak.hpp"

#include "base/hex.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace zk::guest {
namespace {

ByteView view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string digest(std::string_view text) {
    return to_hex(keccak256(view(text)));
}

TEST(Keccak, KnownAnswers) {
    // The Keccak team's ShortMsgKAT_256 (empty message) and well-known Ethereum values.
    EXPECT_EQ(digest(""), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    EXPECT_EQ(digest("abc"), "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    EXPECT_EQ(
        digest("Transfer(address,address,uint256)"),
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    );
    EXPECT_EQ(to_hex(keccak256(Bytes{0x80})), "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    EXPECT_EQ(to_hex(keccak256(Bytes{0xc0})), "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
}

TEST(Keccak, PermutationOfZero) {
    // First lanes of Keccak-f[1600] of the zero state, from the Keccak team's KeccakF-1600-IntermediateValues.
    std::array<std::uint64_t, 25> state{};
    keccak_f1600(state);
    EXPECT_EQ(state[0], 0xF1258F7940E1DDE7u);
    EXPECT_EQ(state[1], 0x84D5CCF933C0478Au);
    EXPECT_EQ(state[24], 0xEAF1FF7B5CECA249u);
    keccak_f1600(state);
    EXPECT_EQ(state[0], 0x2D5C954DF96ECB3Cu);
}

TEST(Keccak, DoesNotDependOnThePieces) {
    Bytes message(700);
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(i * 7 + 3);
    for (const std::size_t length : {0u, 1u, 7u, 8u, 135u, 136u, 137u, 271u, 272u, 273u, 700u}) {
        const ByteView whole = ByteView(message).first(length);
        const Hash expected = keccak256(whole);
        for (const std::size_t piece : {1u, 3u, 8u, 64u, 135u, 136u}) {
            Keccak256 hasher;
            for (std::size_t at = 0; at < length; at += piece) {
                hasher.absorb(whole.subspan(at, std::min(piece, length - at)));
            }
            EXPECT_EQ(hasher.finish(), expected) << "length " << length << ", pieces of " << piece;
        }
    }
}

TEST(Keccak, DoesNotDependOnThePlace) {
    Bytes message(700);
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(i * 11 + 5);
    for (const std::size_t length : {1u, 4u, 31u, 32u, 135u, 136u, 140u, 277u, 600u}) {
        const Hash expected = keccak256(ByteView(message).first(length));
        for (std::size_t place = 1; place < 8; ++place) {
            Bytes moved(place);
            moved.insert(moved.end(), message.begin(), message.begin() + static_cast<std::ptrdiff_t>(length));
            EXPECT_EQ(keccak256(ByteView(moved).subspan(place)), expected) << "length " << length << " at " << place;
        }
    }
}

TEST(Keccak, EveryBitCounts) {
    const Bytes message(200, 0x5a);
    const Hash expected = keccak256(message);
    for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
        Bytes altered = message;
        altered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_NE(keccak256(altered), expected) << "bit " << bit;
    }
}

}  // namespace
}  // namespace zk::guest
