#include "apps/devnet/precompile_calls.hpp"

#include "apps/devnet/evm_assembler.hpp"
#include "apps/devnet/secp256k1.hpp"
#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"

#include <string>
#include <string_view>

namespace zk::devnet {
namespace {

using guest::U256;

// Generators of alt_bn128 and the negative of the first (EIP-197).
constexpr std::string_view kG1 =
    "0000000000000000000000000000000000000000000000000000000000000001"
    "0000000000000000000000000000000000000000000000000000000000000002";
constexpr std::string_view kMinusG1 =
    "0000000000000000000000000000000000000000000000000000000000000001"
    "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45";
constexpr std::string_view kG2 =
    "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
    "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
    "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
    "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
// Hash, r, s and key of a valid P-256 signature (RIP-7212, first test).
constexpr std::string_view kP256 =
    "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
    "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
    "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
    "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
    "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e";
constexpr std::size_t kBlakeInputBytes = 213;

Bytes hex(std::string_view a, std::string_view b = {}, std::string_view c = {}, std::string_view d = {}) {
    return from_hex(std::string(a).append(b).append(c).append(d)).value();
}

Bytes recovery_input(const guest::Word& key) {
    const guest::Hash digest = guest::keccak256(key);
    const Signature signature = sign(key, digest);
    return words_data(
        {U256::from_word(digest),
         U256(27u + signature.y_parity),
         U256::from_word(signature.r),
         U256::from_word(signature.s)}
    );
}

}  // namespace

std::vector<PrecompileCall> precompile_calls(const guest::Word& key) {
    Bytes text(100);
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::uint8_t>(i);
    const Bytes power = words_data({U256(32), U256(32), U256(32), U256(3), U256(65537), U256::max() - U256(188)});
    return {
        {0x01, recovery_input(key)},
        {0x02, text},
        {0x03, text},
        {0x04, text},
        {0x05, power},
        {0x06, hex(kG1, kG1)},
        {0x07, hex(kG1, "00000000000000000000000000000000000000000000000000000000deadbeef")},
        {0x08, hex(kG1, kG2, kMinusG1, kG2)},
        {0x09, Bytes(kBlakeInputBytes)},
        {0x0100, hex(kP256)}};
}

}  // namespace zk::devnet
