#include "guest/chunk/validium_message.hpp"

#include "guest/crypto/ecies.hpp"

#include <algorithm>
#include <array>

namespace zk::guest {
namespace {

using Selector = std::array<std::uint8_t, 4>;

/// relayMessage(address,address,uint256,uint256,bytes)
constexpr Selector kRelayMessage = {0x8e, 0xf1, 0x33, 0x2e};
/// finalizeDepositERC20Encrypted(address,address,address,bytes,uint256,bytes)
constexpr Selector kDepositEncrypted = {0xf8, 0x39, 0x51, 0x7f};
/// finalizeDepositERC20(address,address,address,address,uint256,bytes)
constexpr Selector kDeposit = {0x84, 0x31, 0xf5, 0xc1};

constexpr std::size_t kWordBytes = 32;
constexpr std::size_t kAddressBytes = 20;

bool begins_with(ByteView data, const Selector& selector) {
    return data.size() >= selector.size() && std::ranges::equal(data.first(selector.size()), selector);
}

/// Arguments of a call (contract ABI, decoding as the reference does it: offsets anywhere within the data, padding not looked at). After a failure every
/// answer is empty.
class Arguments {
  public:
    explicit Arguments(ByteView data) : data_(data) {}

    [[nodiscard]] Word word(std::size_t index) {
        Word out{};
        const ByteView bytes = slice(index * kWordBytes, kWordBytes);
        std::ranges::copy(bytes, out.begin());
        return out;
    }
    /// The low 20 bytes of a word, as a word.
    [[nodiscard]] Word address(std::size_t index) {
        Word out = word(index);
        std::fill(out.begin(), out.end() - kAddressBytes, std::uint8_t{0});
        return out;
    }
    [[nodiscard]] ByteView bytes(std::size_t index) {
        const std::size_t offset = size(word(index));
        Word length{};
        std::ranges::copy(slice(offset, kWordBytes), length.begin());
        return slice(offset + kWordBytes, size(length));
    }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    ByteView slice(std::size_t offset, std::size_t length) {
        if (failed_ || offset > data_.size() || length > data_.size() - offset) {
            failed_ = true;
            return {};
        }
        return data_.subspan(offset, length);
    }
    /// A number that can be an offset or a length here: at most as many as there are bytes.
    std::size_t size(const Word& word) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < word.size(); ++i) {
            if (i < 28 && word[i] != 0) failed_ = true;
            value = value << 8 | word[i];
        }
        if (failed_ || value > data_.size()) {
            failed_ = true;
            return 0;
        }
        return static_cast<std::size_t>(value);
    }

    ByteView data_;
    bool failed_ = false;
};

void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_bytes(Bytes& out, ByteView bytes) {
    append(out, to_word(bytes.size()));
    append(out, bytes);
    const std::size_t n_last = bytes.size() % kWordBytes;
    if (n_last != 0) out.resize(out.size() + kWordBytes - n_last);
}

std::optional<Bytes> decrypt_deposit(ByteView call, const Word& secret) {
    Arguments in(call.subspan(kDepositEncrypted.size()));
    Bytes out(kDeposit.begin(), kDeposit.end());
    for (std::size_t i = 0; i < 3; ++i) append(out, in.address(i));
    const ByteView encrypted = in.bytes(3);
    const Word amount = in.word(4);
    const ByteView data = in.bytes(5);
    if (in.failed()) return std::nullopt;
    const std::optional<Bytes> recipient = crypto::ecies_decrypt(secret, encrypted);
    if (!recipient || recipient->size() != kAddressBytes) return std::nullopt;
    Word word{};
    std::ranges::copy(*recipient, word.end() - kAddressBytes);
    append(out, word);
    append(out, amount);
    append(out, to_word(6 * kWordBytes));
    append_bytes(out, data);
    return out;
}

}  // namespace

std::optional<Bytes> decrypt_message(ByteView data, const Word& secret) {
    if (!begins_with(data, kRelayMessage)) return std::nullopt;
    Arguments in(data.subspan(kRelayMessage.size()));
    const ByteView inner = in.bytes(4);
    if (in.failed() || !begins_with(inner, kDepositEncrypted)) return std::nullopt;
    const std::optional<Bytes> deposit = decrypt_deposit(inner, secret);
    if (!deposit) return std::nullopt;
    Bytes out(kRelayMessage.begin(), kRelayMessage.end());
    append(out, in.address(0));
    append(out, in.address(1));
    append(out, in.word(2));
    append(out, in.word(3));
    append(out, to_word(5 * kWordBytes));
    append_bytes(out, *deposit);
    return out;
}

}  // namespace zk::guest
