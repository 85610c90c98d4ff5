#include "guest/crypto/sha256.hpp"

#include "guest/accelerator/accelerator.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace zk::guest::crypto {
namespace {

constexpr std::array<std::uint32_t, 64> kRoundConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

}  // namespace

void sha256_compress(std::array<std::uint32_t, 8>& state, const std::uint8_t* block) {
    if constexpr (accelerator::kPresent) {
        alignas(4) std::array<std::uint8_t, Sha256::kBlockBytes> aligned;
        if (reinterpret_cast<std::uintptr_t>(block) % 4 != 0) {
            std::memcpy(aligned.data(), block, aligned.size());
            block = aligned.data();
        }
        accelerator::sha256_compress(state.data(), block);
        return;
    }
    std::array<std::uint32_t, 64> w{};
    for (int i = 0; i < 16; ++i) {
        const std::uint8_t* const at = block + 4 * i;
        w[i] = std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
    }
    for (int i = 16; i < 64; ++i) {
        const std::uint32_t x = w[i - 15];
        const std::uint32_t y = w[i - 2];
        w[i] = w[i - 16] + (std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3)) + w[i - 7] +
               (std::rotr(y, 17) ^ std::rotr(y, 19) ^ (y >> 10));
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (int i = 0; i < 64; ++i) {
        const std::uint32_t choice = g ^ (e & (f ^ g));
        const std::uint32_t majority = (a & b) | (c & (a | b));
        const std::uint32_t t1 =
            h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + choice + kRoundConstants[i] + w[i];
        const std::uint32_t t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + majority;
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> added = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; ++i) state[i] += added[i];
}

Sha256& Sha256::absorb(ByteView bytes) {
    n_bytes_ += bytes.size();
    if (buffered_ != 0) {
        const std::size_t n = std::min(bytes.size(), kBlockBytes - buffered_);
        std::copy_n(bytes.begin(), n, buffer_.begin() + static_cast<std::ptrdiff_t>(buffered_));
        buffered_ += n;
        bytes = bytes.subspan(n);
        if (buffered_ < kBlockBytes) return *this;
        sha256_compress(state_, buffer_.data());
        buffered_ = 0;
    }
    for (; bytes.size() >= kBlockBytes; bytes = bytes.subspan(kBlockBytes)) sha256_compress(state_, bytes.data());
    std::ranges::copy(bytes, buffer_.begin());
    buffered_ = bytes.size();
    return *this;
}

Hash Sha256::finish() {
    const std::uint64_t n_bits = 8 * n_bytes_;
    buffer_[buffered_++] = 0x80;
    if (buffered_ > kBlockBytes - 8) {
        std::fill(buffer_.begin() + static_cast<std::ptrdiff_t>(buffered_), buffer_.end(), std::uint8_t{0});
        sha256_compress(state_, buffer_.data());
        buffered_ = 0;
    }
    std::fill(buffer_.begin() + static_cast<std::ptrdiff_t>(buffered_), buffer_.end(), std::uint8_t{0});
    for (std::size_t i = 0; i < 8; ++i) buffer_[kBlockBytes - 1 - i] = static_cast<std::uint8_t>(n_bits >> (8 * i));
    sha256_compress(state_, buffer_.data());
    Hash digest{};
    for (std::size_t i = 0; i < 32; ++i) digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

Hash sha256(ByteView bytes) {
    return Sha256().absorb(bytes).finish();
}

}  // namespace zk::guest::crypto
