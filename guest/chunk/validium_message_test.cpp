#include "guest/chunk/validium_message.hpp"

#include "guest/crypto/ecies.hpp"
#include "guest/test/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace zk::guest {
namespace {

using Selector = std::vector<std::uint8_t>;

const Selector kRelay = {0x8e, 0xf1, 0x33, 0x2e};
const Selector kEncrypted = {0xf8, 0x39, 0x51, 0x7f};
const Selector kPlain = {0x84, 0x31, 0xf5, 0xc1};
const Word kSecret = to_word(0x1234567890abcdef);

void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// A call whose arguments are words or byte strings, in canonical encoding.
struct Argument {
    Word word{};
    std::optional<Bytes> bytes;
};
Bytes call(const Selector& selector, const std::vector<Argument>& arguments) {
    Bytes out(selector.begin(), selector.end());
    Bytes tails;
    for (const Argument& each : arguments) {
        append(out, each.bytes ? to_word(32 * arguments.size() + tails.size()) : each.word);
        if (!each.bytes) continue;
        append(tails, to_word(each.bytes->size()));
        append(tails, *each.bytes);
        tails.resize((tails.size() + 31) / 32 * 32);
    }
    append(out, tails);
    return out;
}

Argument number(std::uint64_t value) {
    return {to_word(value), {}};
}

Bytes relay(const Bytes& inner) {
    return call(kRelay, {number(1), number(2), number(3), number(4), {{}, inner}});
}

Bytes encrypt(const Bytes& message, std::uint64_t ephemeral = 77) {
    return *crypto::ecies_encrypt(*crypto::public_key_of(kSecret), to_word(ephemeral), crypto::AesBlock{5}, message);
}

Bytes encrypted_deposit(const Bytes& encrypted, const Bytes& data = {1, 2, 3}) {
    return call(kEncrypted, {number(11), number(12), number(13), {{}, encrypted}, number(15), {{}, data}});
}

TEST(ValidiumMessage, TheRecipientIsDecryptedAndTheCallEncodedAnew) {
    const Bytes recipient(20, 0xaa);
    Word word{};
    std::fill(word.begin() + 12, word.end(), std::uint8_t{0xaa});
    for (const std::size_t n_data : {0, 1, 31, 32, 33}) {
        const Bytes data(n_data, 7);
        const Bytes plain =
            relay(call(kPlain, {number(11), number(12), number(13), {word, {}}, number(15), {{}, data}}));
        EXPECT_EQ(decrypt_message(relay(encrypted_deposit(encrypt(recipient), data)), kSecret), plain) << n_data;
    }
}

TEST(ValidiumMessage, OtherCallsAndWrongKeysDecryptToNothing) {
    const Bytes recipient(20, 0xaa);
    const Bytes message = relay(encrypted_deposit(encrypt(recipient)));
    EXPECT_TRUE(decrypt_message(message, kSecret).has_value());
    EXPECT_FALSE(decrypt_message(message, to_word(1)).has_value()) << "another key";
    EXPECT_FALSE(decrypt_message(message, Word{}).has_value()) << "no key";
    EXPECT_FALSE(decrypt_message({}, kSecret).has_value());
    EXPECT_FALSE(decrypt_message(encrypted_deposit(encrypt(recipient)), kSecret).has_value()) << "not relayed";
    EXPECT_FALSE(decrypt_message(relay({}), kSecret).has_value());
    EXPECT_FALSE(decrypt_message(relay(call(kPlain, {number(1)})), kSecret).has_value());
    for (const std::size_t n : {0, 19, 21, 32}) {
        EXPECT_FALSE(decrypt_message(relay(encrypted_deposit(encrypt(Bytes(n, 1)))), kSecret).has_value()) << n;
    }
    // Any bit of the ciphertext.
    const Bytes encrypted = encrypt(recipient);
    for (std::size_t i = 0; i < encrypted.size(); ++i) {
        Bytes altered = encrypted;
        altered[i] ^= 1;
        EXPECT_FALSE(decrypt_message(relay(encrypted_deposit(altered)), kSecret).has_value()) << i;
    }
}

TEST(ValidiumMessage, NoTruncationAndNoOffsetLeadsOutOfTheData) {
    const Bytes message = relay(encrypted_deposit(encrypt(Bytes(20, 0xaa))));
    for (std::size_t n = 0; n < message.size(); ++n) {
        const auto shorter = decrypt_message(ByteView(message).first(n), kSecret);
        // The last padding is not looked at.
        EXPECT_TRUE(n + 32 >= message.size() || !shorter.has_value()) << n;
    }
    test::Random random(3);
    const auto original = decrypt_message(message, kSecret);
    for (int i = 0; i < 3000; ++i) {
        Bytes altered = message;
        altered[random.below(altered.size())] = static_cast<std::uint8_t>(random.below(256));
        const auto decrypted = decrypt_message(altered, kSecret);
        EXPECT_TRUE(!decrypted || decrypted->size() % 32 == 4);
    }
    // An offset or a length that does not fit 64 bits, or wraps with what is added to it.
    for (const std::size_t at : {4 + 4 * 32, 4 + 5 * 32, 4 + 6 * 32 + 4 + 3 * 32, 4 + 6 * 32 + 4 + 5 * 32}) {
        for (const std::uint8_t fill : {0x00, 0x7f, 0xff}) {
            Bytes altered = message;
            std::fill_n(altered.begin() + static_cast<std::ptrdiff_t>(at), 32, fill);
            EXPECT_NE(decrypt_message(altered, kSecret), original) << at;
            std::fill_n(altered.begin() + static_cast<std::ptrdiff_t>(at), 24, std::uint8_t{0});
            EXPECT_NE(decrypt_message(altered, kSecret), original) << at;
        }
    }
}

}  // namespace
}  // namespace zk::guest
