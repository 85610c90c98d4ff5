#include "apps/devnet/accounts.hpp"

#include "apps/devnet/secp256k1.hpp"
#include "guest/keccak/keccak.hpp"

namespace zk::devnet {

guest::Word account_key(std::uint32_t index) {
    return labelled_hash("zkprove devnet account", index, 0);
}

guest::Hash labelled_hash(std::string_view label, std::uint64_t a, std::uint64_t b) {
    return guest::Keccak256()
        .absorb({reinterpret_cast<const std::uint8_t*>(label.data()), label.size()})
        .absorb(guest::to_word(a))
        .absorb(guest::to_word(b))
        .finish();
}

void sign_transaction(OwnedTransaction& transaction, const guest::Word& key) {
    const Signature signature = sign(key, guest::keccak256(guest::encode_for_signing(transaction.view())));
    transaction.transaction.r = signature.r;
    transaction.transaction.s = signature.s;
    transaction.transaction.y_parity = signature.y_parity;
}

void sign_authorization(guest::Authorization& authorization, const guest::Word& key) {
    const Signature signature = sign(key, guest::authorization_digest(authorization));
    authorization.r = signature.r;
    authorization.s = signature.s;
    authorization.y_parity = signature.y_parity;
}

}  // namespace zk::devnet
