#include "guest/precompiles/precompiles.hpp"

#include "guest/crypto/blake2.hpp"
#include "guest/crypto/modexp.hpp"
#include "guest/crypto/p256.hpp"
#include "guest/crypto/ripemd160.hpp"
#include "guest/crypto/secp256k1.hpp"
#include "guest/crypto/sha256.hpp"
#include "guest/math/u256.hpp"
#include "guest/precompiles/bls12_381.hpp"
#include "guest/precompiles/bn254.hpp"
#include "guest/precompiles/input.hpp"
#include "guest/precompiles/point_evaluation.hpp"

#include <algorithm>
#include <array>

namespace zk::guest {
namespace {

using precompiles::padded;

enum Id : std::uint16_t {
    kEcrecover = 0x01,
    kSha256 = 0x02,
    kRipemd160 = 0x03,
    kIdentity = 0x04,
    kModexp = 0x05,
    kBn254Add = 0x06,
    kBn254Multiply = 0x07,
    kBn254Pairing = 0x08,
    kBlake2f = 0x09,
    kPointEvaluation = 0x0a,
    kBlsFirst = 0x0b,
    kBlsLast = 0x11,
    kP256Verify = 0x0100,
};

struct Set {
    std::array<std::uint16_t, 18> ids{};
    std::size_t n = 0;

    constexpr Set(bool point_evaluation, bool bls, bool p256verify) {
        for (std::uint16_t id = kEcrecover; id <= kBlake2f; ++id) ids[n++] = id;
        if (point_evaluation) ids[n++] = kPointEvaluation;
        for (std::uint16_t id = kBlsFirst; bls && id <= kBlsLast; ++id) ids[n++] = id;
        if (p256verify) ids[n++] = kP256Verify;
    }
};

constexpr std::array<Set, 8> kSets = {
    Set(false, false, false),
    Set(true, false, false),
    Set(false, true, false),
    Set(true, true, false),
    Set(false, false, true),
    Set(true, false, true),
    Set(false, true, true),
    Set(true, true, true)};

PrecompileOutcome failure(std::uint64_t gas) {
    return {false, gas, {}};
}

std::uint64_t words(std::size_t n_bytes) {
    return (std::uint64_t{n_bytes} + 31) / 32;
}

Bytes word_of(ByteView right_aligned) {
    Bytes out(32);
    std::ranges::copy(right_aligned, out.end() - static_cast<std::ptrdiff_t>(right_aligned.size()));
    return out;
}

Bytes ecrecover(ByteView input) {
    const auto digest = padded<32>(input, 0);
    const auto v = padded<32>(input, 32);
    if (std::any_of(v.begin(), v.end() - 1, [](std::uint8_t byte) { return byte != 0; })) return {};
    if (v[31] != 27 && v[31] != 28) return {};
    const auto address =
        recover_address(digest, static_cast<std::uint8_t>(v[31] - 27), padded<32>(input, 64), padded<32>(input, 96));
    return address ? word_of(*address) : Bytes();
}

Bytes p256verify(ByteView input) {
    if (input.size() != 160) return {};
    const bool valid = crypto::verify_p256(
        padded<32>(input, 0),
        padded<32>(input, 32),
        padded<32>(input, 64),
        padded<32>(input, 96),
        padded<32>(input, 128)
    );
    return valid ? word_of(std::array<std::uint8_t, 1>{1}) : Bytes();
}

std::optional<Bytes> blake2f(ByteView input) {
    if (input.size() != 213 || input[212] > 1) return std::nullopt;
    const std::uint32_t n_rounds =
        std::uint32_t{input[0]} << 24 | std::uint32_t{input[1]} << 16 | std::uint32_t{input[2]} << 8 | input[3];
    std::array<std::uint64_t, 8> state{};
    std::array<std::uint64_t, 16> message{};
    for (std::size_t i = 0; i < 8; ++i) state[i] = load_u64le(input.data() + 4 + 8 * i);
    for (std::size_t i = 0; i < 16; ++i) message[i] = load_u64le(input.data() + 68 + 8 * i);
    const std::array<std::uint64_t, 2> offset = {load_u64le(input.data() + 196), load_u64le(input.data() + 204)};
    crypto::blake2b_compress(state, message, offset, input[212] == 1, n_rounds);
    Bytes out(64);
    for (std::size_t i = 0; i < 8; ++i) store_u64le(out.data() + 8 * i, state[i]);
    return out;
}

struct ModexpLengths {
    U256 base;
    U256 exponent;
    U256 modulus;

    explicit ModexpLengths(ByteView input)
        : base(U256::from_word(padded<32>(input, 0))),
          exponent(U256::from_word(padded<32>(input, 32))),
          modulus(U256::from_word(padded<32>(input, 64))) {}

    [[nodiscard]] bool any_above(std::uint64_t limit) const {
        return base > U256(limit) || exponent > U256(limit) || modulus > U256(limit);
    }
};

constexpr std::uint64_t kMinEip2565Gas = 200;
constexpr std::uint64_t kMinEip7883Gas = 500;

/// EIP-2565 or EIP-7883, at most 2^256 - 1.
U256 modexp_gas(const ModexpLengths& lengths, ByteView input, bool eip7883) {
    const U256 longer = std::max(lengths.base, lengths.modulus);
    const U256 eighths = (longer >> 3) + U256((longer.limbs[0] & 7) != 0 ? 1 : 0);
    U256 complexity = saturating_mul(eighths, eighths);
    if (eip7883) complexity = longer <= U256(32) ? U256(16) : saturating_mul(complexity, U256(2));

    // The first 32 bytes of the exponent, or all of it.
    U256 head;
    if (lengths.base.fits_u64() && lengths.base.low_u64() < input.size()) {
        const std::size_t at = 96 + static_cast<std::size_t>(lengths.base.low_u64());
        const std::size_t n = lengths.exponent < U256(32) ? lengths.exponent.limbs[0] : 32;
        const Bytes bytes = padded(input, at, n);
        head = U256::from_bytes(bytes.data(), n);
    }
    U256 iterations(static_cast<std::uint64_t>(std::max(head.bit_length() - 1, 0)));
    if (lengths.exponent > U256(32)) {
        const U256 rest = saturating_mul(lengths.exponent - U256(32), U256(eip7883 ? 16 : 8));
        iterations = saturating_add(iterations, rest);
    }
    if (iterations.is_zero()) iterations = U256(1);
    const U256 product = saturating_mul(complexity, iterations);
    return eip7883 ? std::max(product, U256(kMinEip7883Gas))
                   : std::max(divide(product, U256(3)).quotient, U256(kMinEip2565Gas));
}

PrecompileOutcome modexp(const Rules& rules, ByteView input, std::uint64_t gas) {
    const ModexpLengths lengths(input);
    const bool eip7883 = rules.modexp == Rules::Modexp::kEip7883;
    if (eip7883 && lengths.any_above(1024)) return failure(gas);
    if (rules.modexp == Rules::Modexp::kEip2565Limit32 && lengths.any_above(32)) return failure(gas);
    // Nothing to compute costs the minimum, however long the exponent (spec/scroll-evm.md section 4.1).
    const bool nothing = lengths.base.is_zero() && lengths.modulus.is_zero();
    const U256 cost = nothing ? U256(eip7883 ? kMinEip7883Gas : kMinEip2565Gas) : modexp_gas(lengths, input, eip7883);
    if (cost > U256(gas)) return failure(gas);
    PrecompileOutcome out{true, cost.low_u64(), {}};
    // Without a modulus the exponent can be long and still cheap.
    if (lengths.modulus.is_zero()) return out;
    const auto n_base = static_cast<std::size_t>(lengths.base.low_u64());
    const auto n_exponent = static_cast<std::size_t>(lengths.exponent.low_u64());
    const auto n_modulus = static_cast<std::size_t>(lengths.modulus.low_u64());
    const Bytes base = padded(input, 96, n_base);
    const Bytes exponent = padded(input, 96 + n_base, n_exponent);
    const Bytes modulus = padded(input, 96 + n_base + n_exponent, n_modulus);
    out.output = crypto::modexp(base, exponent, modulus);
    return out;
}

/// Charges `cost`, then calls `compute`, which gives the output or nothing.
template <class Compute>
PrecompileOutcome charge(std::uint64_t gas, std::uint64_t cost, const Compute& compute) {
    if (cost > gas) return failure(gas);
    std::optional<Bytes> output = compute();
    if (!output) return failure(gas);
    return {true, cost, std::move(*output)};
}

}  // namespace

std::span<const std::uint16_t> precompile_addresses(const Rules& rules) {
    const Set& set = kSets[(rules.blobs ? 1u : 0u) + (rules.bls12_381 ? 2u : 0u) + (rules.p256verify ? 4u : 0u)];
    return std::span(set.ids).first(set.n);
}

std::uint16_t precompile_at(const Rules& rules, const Address& address) {
    if (std::any_of(address.begin(), address.end() - 2, [](std::uint8_t byte) { return byte != 0; })) return 0;
    const auto id = static_cast<std::uint16_t>(address[18] << 8 | address[19]);
    const auto ids = precompile_addresses(rules);
    return std::find(ids.begin(), ids.end(), id) != ids.end() ? id : std::uint16_t{0};
}

PrecompileOutcome run_precompile(const Rules& rules, std::uint16_t id, ByteView input, std::uint64_t gas) {
    const auto bytes_of = [](ByteView view) { return Bytes(view.data(), view.data() + view.size()); };
    const std::uint64_t n_words = words(input.size());
    switch (id) {
        case kEcrecover:
            return charge(gas, 3000, [&]() -> std::optional<Bytes> { return ecrecover(input); });
        case kSha256:
            return charge(gas, 60 + 12 * n_words, [&]() -> std::optional<Bytes> {
                return bytes_of(crypto::sha256(input));
            });
        case kRipemd160:
            if (!rules.ripemd_and_blake) return failure(gas);
            return charge(gas, 600 + 120 * n_words, [&]() -> std::optional<Bytes> {
                return word_of(crypto::ripemd160(input));
            });
        case kIdentity:
            return charge(gas, 15 + 3 * n_words, [&]() -> std::optional<Bytes> { return bytes_of(input); });
        case kModexp:
            return modexp(rules, input, gas);
        case kBn254Add:
            return charge(gas, 150, [&] { return precompiles::bn254_add(input); });
        case kBn254Multiply:
            return charge(gas, 6000, [&] { return precompiles::bn254_multiply(input); });
        case kBn254Pairing: {
            const std::uint64_t n_pairs = input.size() / precompiles::kBn254PairBytes;
            if (input.size() > std::uint64_t{rules.max_pairs} * precompiles::kBn254PairBytes) return failure(gas);
            return charge(gas, 45000 + 34000 * n_pairs, [&] { return precompiles::bn254_pairing(input); });
        }
        case kBlake2f: {
            if (!rules.ripemd_and_blake || input.size() != 213) return failure(gas);
            const std::uint64_t n_rounds =
                std::uint64_t{input[0]} << 24 | std::uint64_t{input[1]} << 16 | std::uint64_t{input[2]} << 8 | input[3];
            return charge(gas, n_rounds, [&] { return blake2f(input); });
        }
        case kP256Verify:
            return charge(gas, rules.p256verify_gas, [&]() -> std::optional<Bytes> { return p256verify(input); });
        case kPointEvaluation:
            return charge(gas, 50000, [&] { return precompiles::point_evaluation(input); });
        default: {
            if (id < kBlsFirst || id > kBlsLast) return failure(gas);
            const auto operation = static_cast<precompiles::Bls>(id);
            return charge(gas, precompiles::bls_gas(operation, input.size()), [&] {
                return precompiles::bls(operation, input);
            });
        }
    }
}

}  // namespace zk::guest
