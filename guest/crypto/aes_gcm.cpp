#include "guest/crypto/aes_gcm.hpp"

#include <algorithm>
#include <bit>

namespace zk::guest::crypto {
namespace {

constexpr std::uint8_t times_two(std::uint8_t x) {
    return static_cast<std::uint8_t>(x << 1 ^ ((x & 0x80) != 0 ? 0x1b : 0));
}

// Inverses in GF(2^8) by powers of the generator 3 and of its inverse, then the affine map.
constexpr std::array<std::uint8_t, 256> kSubstitution = [] {
    std::array<std::uint8_t, 256> out{};
    std::uint8_t p = 1;
    std::uint8_t q = 1;  // 1 / p
    do {
        p = static_cast<std::uint8_t>(p ^ times_two(p));
        q = static_cast<std::uint8_t>(q ^ q << 1);
        q = static_cast<std::uint8_t>(q ^ q << 2);
        q = static_cast<std::uint8_t>(q ^ q << 4);
        if ((q & 0x80) != 0) q ^= 0x09;
        out[p] =
            static_cast<std::uint8_t>(q ^ std::rotl(q, 1) ^ std::rotl(q, 2) ^ std::rotl(q, 3) ^ std::rotl(q, 4) ^ 0x63);
    } while (p != 1);
    out[0] = 0x63;
    return out;
}();

class Aes256 {
  public:
    explicit Aes256(const AesKey& key) {
        std::ranges::copy(key, keys_.begin());
        std::uint8_t constant = 1;
        for (std::size_t at = key.size(); at < keys_.size(); at += 4) {
            std::array<std::uint8_t, 4> word{};
            std::copy_n(keys_.begin() + static_cast<std::ptrdiff_t>(at) - 4, 4, word.begin());
            if (at % 32 == 0) {
                std::rotate(word.begin(), word.begin() + 1, word.end());
                for (std::uint8_t& byte : word) byte = kSubstitution[byte];
                word[0] ^= constant;
                constant = times_two(constant);
            } else if (at % 32 == 16) {
                for (std::uint8_t& byte : word) byte = kSubstitution[byte];
            }
            for (std::size_t i = 0; i < 4; ++i) keys_[at + i] = keys_[at + i - 32] ^ word[i];
        }
    }

    [[nodiscard]] AesBlock encrypt(AesBlock state) const {
        add_key(state, 0);
        for (std::size_t round = 1; round <= kRounds; ++round) {
            AesBlock moved{};  // bytes substituted, rows shifted
            for (std::size_t i = 0; i < 16; ++i) moved[i] = kSubstitution[state[(i + 4 * (i % 4)) % 16]];
            state = round < kRounds ? mix_columns(moved) : moved;
            add_key(state, round);
        }
        return state;
    }

  private:
    static constexpr std::size_t kRounds = 14;

    static AesBlock mix_columns(const AesBlock& in) {
        AesBlock out{};
        for (std::size_t column = 0; column < 16; column += 4) {
            const std::uint8_t all = in[column] ^ in[column + 1] ^ in[column + 2] ^ in[column + 3];
            for (std::size_t i = 0; i < 4; ++i) {
                const std::uint8_t pair = in[column + i] ^ in[column + (i + 1) % 4];
                out[column + i] = static_cast<std::uint8_t>(in[column + i] ^ all ^ times_two(pair));
            }
        }
        return out;
    }
    void add_key(AesBlock& state, std::size_t round) const {
        for (std::size_t i = 0; i < 16; ++i) state[i] ^= keys_[16 * round + i];
    }

    std::array<std::uint8_t, 16 * (kRounds + 1)> keys_{};
};

void store_u64be(std::uint8_t* at, std::uint64_t value) {
    for (int i = 0; i < 8; ++i) at[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
}

std::uint64_t load_u64be(const std::uint8_t* at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | at[i];
    return value;
}

/// GHASH: Horner's rule at the point `key` of GF(2^128), bits in the mode's reversed order.
class Ghash {
  public:
    explicit Ghash(const AesBlock& key) : high_key_(load_u64be(key.data())), low_key_(load_u64be(key.data() + 8)) {}

    void absorb(const AesBlock& block) {
        high_ ^= load_u64be(block.data());
        low_ ^= load_u64be(block.data() + 8);
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        std::uint64_t v_high = high_key_;
        std::uint64_t v_low = low_key_;
        for (int i = 0; i < 128; ++i) {
            const std::uint64_t word = i < 64 ? high_ : low_;
            if ((word >> (63 - i % 64) & 1) != 0) {
                high ^= v_high;
                low ^= v_low;
            }
            const bool carry = (v_low & 1) != 0;
            v_low = v_low >> 1 | v_high << 63;
            v_high >>= 1;
            if (carry) v_high ^= std::uint64_t{0xe1} << 56;
        }
        high_ = high;
        low_ = low;
    }
    /// Filled up with zeros.
    void absorb(ByteView bytes) {
        for (std::size_t at = 0; at < bytes.size(); at += 16) {
            AesBlock block{};
            std::ranges::copy(bytes.subspan(at, std::min<std::size_t>(16, bytes.size() - at)), block.begin());
            absorb(block);
        }
    }
    /// Bits of additional data (none) and of the text.
    void absorb_length(std::size_t n_bytes) {
        AesBlock block{};
        store_u64be(block.data() + 8, std::uint64_t{8} * n_bytes);
        absorb(block);
    }
    [[nodiscard]] AesBlock value() const {
        AesBlock out{};
        store_u64be(out.data(), high_);
        store_u64be(out.data() + 8, low_);
        return out;
    }

  private:
    std::uint64_t high_key_;
    std::uint64_t low_key_;
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

struct Mode {
    Aes256 cipher;
    AesBlock hash_key;
    AesBlock counter;

    Mode(const AesKey& key, const AesBlock& nonce) : cipher(key), hash_key(cipher.encrypt({})) {
        Ghash hash(hash_key);
        hash.absorb(nonce);
        hash.absorb_length(nonce.size());
        counter = hash.value();
    }

    /// Encrypts or decrypts.
    [[nodiscard]] Bytes apply(ByteView text) const {
        Bytes out(text.begin(), text.end());
        AesBlock block = counter;
        for (std::size_t at = 0; at < out.size(); at += 16) {
            for (std::size_t i = 15; i >= 12 && ++block[i] == 0; --i) continue;
            const AesBlock stream = cipher.encrypt(block);
            for (std::size_t i = 0; i < std::min<std::size_t>(16, out.size() - at); ++i) out[at + i] ^= stream[i];
        }
        return out;
    }
    [[nodiscard]] AesBlock tag(ByteView body) const {
        Ghash hash(hash_key);
        hash.absorb(body);
        hash.absorb_length(body.size());
        AesBlock out = hash.value();
        const AesBlock mask = cipher.encrypt(counter);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] ^= mask[i];
        return out;
    }
};

}  // namespace

Sealed seal_aes_gcm(const AesKey& key, const AesBlock& nonce, ByteView message) {
    const Mode mode(key, nonce);
    Sealed out;
    out.body = mode.apply(message);
    out.tag = mode.tag(out.body);
    return out;
}

std::optional<Bytes> open_aes_gcm(const AesKey& key, const AesBlock& nonce, ByteView body, const AesBlock& tag) {
    const Mode mode(key, nonce);
    if (mode.tag(body) != tag) return std::nullopt;
    return mode.apply(body);
}

}  // namespace zk::guest::crypto
