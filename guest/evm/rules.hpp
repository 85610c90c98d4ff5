#pragma once
// What a block's EVM does, as data: plain Ethereum from Berlin to Prague for the official tests, and the forks of Scroll, which are Shanghai with
// additions and removals (docs of the Scroll forks: spec section 4). Everything that differs between two rule sets is a field here.

#include "guest/fork/fork.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace zk::guest {

enum class Revision : std::uint8_t { kBerlin, kLondon, kParis, kShanghai, kCancun, kPrague };

struct Rules {
    enum class Selfdestruct : std::uint8_t {
        kRemoves,        ///< account removed at the end of the transaction
        kOnlyIfCreated,  ///< EIP-6780: removed only when created in the same transaction
        kHalts,          ///< Scroll: exceptional halt
    };
    enum class Blockhash : std::uint8_t {
        kAncestors,  ///< hashes given with the block
        kChainId,    ///< Scroll before Feynman: keccak(u64 chain id, u64 number)
        kHistory,    ///< Scroll from Feynman on: storage of the history contract
    };
    enum class Modexp : std::uint8_t {
        kEip2565,         ///< any length
        kEip2565Limit32,  ///< Scroll before Galileo: lengths above 32 fail
        kEip7883,         ///< lengths above 1024 fail (EIP-7823), gas of EIP-7883
    };
    enum class Fees : std::uint8_t { kEthereum, kScroll };

    std::optional<Fork> scroll;  ///< set for Scroll's forks
    Fees fees = Fees::kEthereum;
    bool base_fee = false;             ///< EIP-1559 transactions, EIP-3198 BASEFEE
    bool refund_fifth = false;         ///< EIP-3529: refunds at most 1/5, clearing 4800, none for selfdestruct
    bool rejects_ef_code = false;      ///< EIP-3541
    bool prevrandao = false;           ///< EIP-4399
    bool push0 = false;                ///< EIP-3855
    bool warm_coinbase = false;        ///< EIP-3651
    bool initcode_limit = false;       ///< EIP-3860
    bool transient_and_mcopy = false;  ///< EIP-1153, 5656
    bool blobs = false;                ///< EIP-4844, 7516 and precompile 0a
    bool beacon_root = false;          ///< EIP-4788
    bool history = false;              ///< EIP-2935 system call before a block
    bool set_code = false;             ///< EIP-7702
    bool calldata_floor = false;       ///< EIP-7623
    bool clz = false;                  ///< EIP-7939
    bool bls12_381 = false;            ///< EIP-2537
    bool zero_difficulty = false;      ///< Scroll: DIFFICULTY is 0
    bool p256verify = false;
    std::uint64_t p256verify_gas = 0;
    bool ripemd_and_blake = true;   ///< false: 03 and 09 are precompiles that always fail
    std::uint32_t max_pairs = ~0u;  ///< pairing 08 with more fails
    Selfdestruct selfdestruct = Selfdestruct::kRemoves;
    Blockhash blockhash = Blockhash::kAncestors;
    Modexp modexp = Modexp::kEip2565;
};

[[nodiscard]] constexpr Rules rules_of(Revision revision) {
    Rules r;
    r.base_fee = r.refund_fifth = r.rejects_ef_code = revision >= Revision::kLondon;
    r.prevrandao = revision >= Revision::kParis;
    r.push0 = r.warm_coinbase = r.initcode_limit = revision >= Revision::kShanghai;
    r.transient_and_mcopy = r.blobs = r.beacon_root = revision >= Revision::kCancun;
    r.history = r.set_code = r.calldata_floor = r.bls12_381 = revision >= Revision::kPrague;
    if (revision >= Revision::kCancun) r.selfdestruct = Rules::Selfdestruct::kOnlyIfCreated;
    return r;
}

/// kValidium runs as GalileoV2.
[[nodiscard]] constexpr Rules rules_of(Fork fork) {
    Rules r = rules_of(Revision::kShanghai);
    const bool validium = fork == Fork::kValidium;
    const bool v2 = fork != Fork::kEuclidV1;
    const bool feynman = fork >= Fork::kFeynman;
    const bool galileo = fork >= Fork::kGalileo;
    r.scroll = validium ? Fork::kGalileoV2 : fork;
    r.fees = Rules::Fees::kScroll;
    r.transient_and_mcopy = true;
    r.prevrandao = false;
    r.zero_difficulty = true;
    r.set_code = v2;
    r.calldata_floor = r.history = feynman;
    r.clz = galileo;
    r.p256verify = v2;
    r.p256verify_gas = galileo ? 6900 : 3450;
    r.ripemd_and_blake = false;
    r.max_pairs = feynman ? ~0u : 4;
    r.selfdestruct = Rules::Selfdestruct::kHalts;
    r.blockhash = feynman ? Rules::Blockhash::kHistory : Rules::Blockhash::kChainId;
    r.modexp = galileo ? Rules::Modexp::kEip7883 : Rules::Modexp::kEip2565Limit32;
    return r;
}

/// "Berlin" ... "Prague" as the official tests write them ("Paris" also as "Merge").
[[nodiscard]] std::optional<Revision> revision_from_name(std::string_view name);

}  // namespace zk::guest
