#include "guest/crypto/ecies.hpp"

#include "guest/crypto/hkdf.hpp"

#include <algorithm>

namespace zk::guest::crypto {
namespace {

using Field = Secp256k1::Field;
using Scalar = Secp256k1::Scalar;
using Affine = AffinePoint<Field>;

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kHeaderBytes = kUncompressedKeyBytes + kNonceBytes + kTagBytes;

template <std::size_t N>
std::array<std::uint8_t, N> array_at(ByteView bytes, std::size_t at) {
    std::array<std::uint8_t, N> out{};
    std::ranges::copy(bytes.subspan(at, N), out.begin());
    return out;
}

}  // namespace

std::optional<Affine> decode_public_key(ByteView bytes) {
    if (bytes.size() != kUncompressedKeyBytes || bytes[0] != 0x04) return std::nullopt;
    const auto x = Field::from_bytes(bytes.data() + 1);
    const auto y = Field::from_bytes(bytes.data() + 33);
    if (!x || !y || !Point<Secp256k1>::on_curve({*x, *y})) return std::nullopt;
    return Affine{*x, *y};
}

std::array<std::uint8_t, kUncompressedKeyBytes> encode_public_key(const Affine& key) {
    std::array<std::uint8_t, kUncompressedKeyBytes> out{};
    out[0] = 0x04;
    key.x.to_bytes(out.data() + 1);
    key.y.to_bytes(out.data() + 33);
    return out;
}

std::optional<Affine> public_key_of(const Word& secret) {
    const auto scalar = Scalar::from_bytes(secret.data());
    if (!scalar || scalar->is_zero()) return std::nullopt;
    return combine(*scalar, Scalar(), Affine::at_infinity()).affine();
}

AesKey shared_key(const Affine& sender, const Affine& peer, const Word& secret) {
    const Scalar scalar = Scalar::reduced(limbs_from_bytes<8>(secret.data()));
    const Affine shared = combine(Scalar(), scalar, peer).affine();
    std::array<std::uint8_t, 2 * kUncompressedKeyBytes> points{};
    std::ranges::copy(encode_public_key(sender), points.begin());
    std::ranges::copy(encode_public_key(shared), points.begin() + kUncompressedKeyBytes);
    return hkdf_sha256(points);
}

std::optional<Bytes> ecies_decrypt(const Word& secret, ByteView ciphertext) {
    const auto scalar = Scalar::from_bytes(secret.data());
    if (ciphertext.size() < kHeaderBytes || !scalar || scalar->is_zero()) return std::nullopt;
    const auto ephemeral = decode_public_key(ciphertext.first(kUncompressedKeyBytes));
    if (!ephemeral) return std::nullopt;
    const auto nonce = array_at<kNonceBytes>(ciphertext, kUncompressedKeyBytes);
    const auto tag = array_at<kTagBytes>(ciphertext, kUncompressedKeyBytes + kNonceBytes);
    return open_aes_gcm(shared_key(*ephemeral, *ephemeral, secret), nonce, ciphertext.subspan(kHeaderBytes), tag);
}

std::optional<Bytes> ecies_encrypt(
    const Affine& receiver, const Word& ephemeral_secret, const AesBlock& nonce, ByteView message
) {
    const auto ephemeral = public_key_of(ephemeral_secret);
    if (!ephemeral) return std::nullopt;
    const Sealed sealed = seal_aes_gcm(shared_key(*ephemeral, receiver, ephemeral_secret), nonce, message);
    Bytes out(kHeaderBytes + sealed.body.size());
    std::ranges::copy(encode_public_key(*ephemeral), out.begin());
    std::ranges::copy(nonce, out.begin() + kUncompressedKeyBytes);
    std::ranges::copy(sealed.tag, out.begin() + kUncompressedKeyBytes + kNonceBytes);
    std::ranges::copy(sealed.body, out.begin() + kHeaderBytes);
    return out;
}

}  // namespace zk::guest::crypto
