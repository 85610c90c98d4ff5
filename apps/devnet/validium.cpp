#include "apps/devnet/validium.hpp"

#include "apps/devnet/accounts.hpp"
#include "apps/devnet/contracts.hpp"
#include "apps/devnet/evm_assembler.hpp"
#include "guest/crypto/ecies.hpp"

#include <optional>
#include <stdexcept>
#include <vector>

namespace zk::devnet {
namespace {

using guest::U256;

constexpr std::uint64_t kWordBytes = 32;
constexpr guest::Address kL1Token = {0x10, 0x17, 0x0c, 0xe1};

/// A dynamic byte string of the contract ABI: length, bytes, zeros up to a multiple of 32.
Bytes tail(ByteView bytes) {
    Bytes out = words_data({U256(bytes.size())});
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.resize((out.size() + 31) / 32 * 32);
    return out;
}

void append(Bytes& out, const Bytes& more) {
    out.insert(out.end(), more.begin(), more.end());
}

Bytes relay_message(ByteView inner, std::uint64_t nonce) {
    Bytes out = call_data(
        selector("relayMessage(address,address,uint256,uint256,bytes)"),
        {U256::from_address(kL1Token), U256::from_address(kBridge), U256(), U256(nonce), U256(5 * kWordBytes)}
    );
    append(out, tail(inner));
    return out;
}

}  // namespace

guest::Word validium_key() {
    return labelled_hash("zkprove devnet validium key", 0, 0);
}

Bytes deposit_data(const guest::Address& recipient, const U256& amount, std::uint64_t nonce) {
    Bytes inner = call_data(
        selector("finalizeDepositERC20(address,address,address,address,uint256,bytes)"),
        {U256::from_address(kL1Token),
         U256::from_address(kToken),
         U256::from_address(kL1Token),
         U256::from_address(recipient),
         amount,
         U256(6 * kWordBytes)}
    );
    append(inner, tail({}));
    return relay_message(inner, nonce);
}

Bytes encrypted_deposit_data(
    const guest::Address& recipient,
    const U256& amount,
    std::uint64_t nonce,
    const guest::Word& ephemeral_secret,
    const guest::crypto::AesBlock& aes_nonce
) {
    const auto receiver = guest::crypto::public_key_of(validium_key());
    const auto encrypted =
        receiver ? guest::crypto::ecies_encrypt(*receiver, ephemeral_secret, aes_nonce, recipient) : std::nullopt;
    if (!encrypted) throw std::logic_error("the devnet encrypts with a secret key that is none of secp256k1");
    const Bytes argument = tail(*encrypted);
    Bytes inner = call_data(
        selector("finalizeDepositERC20Encrypted(address,address,address,bytes,uint256,bytes)"),
        {U256::from_address(kL1Token),
         U256::from_address(kToken),
         U256::from_address(kL1Token),
         U256(6 * kWordBytes),
         amount,
         U256(6 * kWordBytes + argument.size())}
    );
    append(inner, argument);
    append(inner, tail({}));
    return relay_message(inner, nonce);
}

}  // namespace zk::devnet
