#include "guest/programs/arithmetic/arithmetic.hpp"

#include "guest/crypto/bn254.hpp"
#include "guest/crypto/modexp.hpp"
#include "guest/crypto/p256.hpp"
#include "guest/crypto/secp256k1.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/math/u256.hpp"
#include "guest/programs/digest_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace zk::guest {
namespace {

constexpr std::size_t kWord = 32;

/// Collects results.
class Results {
  public:
    void add(const U256& x) { add(x.to_word()); }
    void add(const Word& word) { bytes_.insert(bytes_.end(), word.begin(), word.end()); }
    void add(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    void add(bool flag) { bytes_.push_back(flag ? 1 : 0); }
    template <class Parameters>
    void add(const crypto::PrimeField<Parameters>& x) {
        Word word{};
        x.to_bytes(word.data());
        add(word);
    }
    [[nodiscard]] Hash digest() const { return keccak256(bytes_); }

  private:
    Bytes bytes_;
};

void integers(Results& results, const U256& a, const U256& b, const U256& m) {
    const U256 divisor = m | U256(1) << 255;
    for (const U256& x :
         {a + b,
          a - b,
          a * b,
          -a,
          saturating_mul(a, b),
          evm_div(a, b),
          evm_mod(a, b),
          evm_sdiv(a, b),
          evm_smod(a, b),
          evm_addmod(a, b, m),
          evm_mulmod(a, b, m),
          evm_exp(a, b),
          evm_signextend(b, a),
          evm_byte(b, a),
          evm_shl(b, a),
          evm_shr(b, a),
          evm_sar(b, a),
          wide_quotient(evm_mod(a, divisor), b, divisor),
          a << b.limbs[0] % 256,
          a >> b.limbs[0] % 256}) {
        results.add(x);
    }
    U256 in_place = a;
    in_place += in_place;
    in_place *= in_place;
    in_place -= b;
    results.add(in_place);
    mul_high(in_place, a, b);
    results.add(in_place);
}

template <class Field>
void field(Results& results, const U256& a, const U256& b) {
    const Field x = Field::reduced(a.limbs);
    const Field y = Field::reduced(b.limbs);
    for (const Field& z :
         {x + y, x - y, x * y, -x, x.doubled(), x.square(), x.times_three_halves(), x.inverse(), x.power(b.limbs)}) {
        results.add(z);
    }
    results.add(x * x.inverse() == Field::one());
    results.add(x.is_odd());
}

void curves(Results& results, const U256& a, const U256& b) {
    using namespace crypto::bn254;
    const G1 generator{Field::from_u32(1), Field::from_u32(2)};
    const crypto::Point<Curve1> p = crypto::multiply<Curve1>(generator, a.limbs);
    const G1 sum = (p + crypto::multiply<Curve1>(generator, b.limbs)).affine();
    results.add(sum.infinity);
    results.add(sum.x);
    results.add(sum.y);
}

/// e(P, Q) e(s P, Q) for the generators of EIP-197: one exactly where s is -1.
void pairing(Results& results, const U256& s) {
    using namespace crypto::bn254;
    constexpr auto kConstant = [](const auto& digits) { return Field::from_integer(digits); };
    const G1 p{Field::from_u32(1), Field::from_u32(2)};
    const G2 q{
        {kConstant(crypto::limbs_from_hex<8>("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed")),
         kConstant(crypto::limbs_from_hex<8>("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"))},
        {kConstant(crypto::limbs_from_hex<8>("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa")),
         kConstant(crypto::limbs_from_hex<8>("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"))}};
    const std::array<std::pair<G1, G2>, 2> opposite = {{{p, q}, {-p, q}}};
    const std::array<std::pair<G1, G2>, 2> given = {{{p, q}, {crypto::multiply<Curve1>(p, s.limbs).affine(), q}}};
    results.add(in_subgroup(q));
    results.add(pairing_product_is_one(opposite));
    results.add(pairing_product_is_one(given));
}

}  // namespace

void arithmetic(Host& host) {
    const ByteView input = host.input();
    if (input.empty() || input.size() % (3 * kWord) != 0) host.panic("the input must be records of 96 bytes");
    Results results;
    for (std::size_t at = 0; at < input.size(); at += 3 * kWord) {
        std::array<Word, 3> words{};
        std::array<U256, 3> values;
        for (std::size_t i = 0; i < 3; ++i) {
            std::copy_n(input.data() + at + kWord * i, kWord, words[i].begin());
            values[i] = U256::from_word(words[i]);
        }
        const auto& [a, b, m] = values;
        integers(results, a, b, m);
        field<crypto::Secp256k1::Field>(results, a, b);
        field<crypto::Secp256k1::Scalar>(results, a, b);
        field<crypto::bn254::Field>(results, a, b);
        curves(results, a, b);
        if (at == 0) pairing(results, a);
        const ByteView record = input.subspan(at, 3 * kWord);
        results.add(crypto::modexp(words[0], words[1], words[2]));
        results.add(crypto::modexp(record, ByteView(words[1]).last(5), record.last(2 * kWord)));
        results.add(crypto::modexp(record.first(2 * kWord), Bytes{3}, record));
        results.add(crypto::verify_p256(words[2], words[0], words[1], words[0], words[1]));
        for (const std::uint8_t parity : {0, 1}) {
            const auto address = recover_address(words[2], parity, words[0], words[1]);
            results.add(address.has_value());
            if (address) results.add(ByteView(address->data(), address->size()));
        }
    }
    host.reveal(digest_words(results.digest()));
}

}  // namespace zk::guest
