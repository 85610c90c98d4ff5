#pragma once
// Why the guest refused its input. Freestanding: no allocation, static texts only; base/result.hpp's Error needs strings.

#include "guest/types.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace zk::guest {

/// One refused input: in which block and transaction, which field, what was expected there and what was found.
/// The views point to string literals.
struct Refusal {
    enum class Got : std::uint8_t { kNothing, kNumber, kHash, kHashes };
    static constexpr std::int64_t kNowhere = -1;

    std::string_view field;
    std::string_view expected;  // not used when got is kHashes
    Got got = Got::kNothing;
    std::uint64_t number = 0;             // kNumber: what was found
    Hash expected_hash{};                 // kHashes: both sides of a failed comparison
    Hash got_hash{};                      // kHash: what was found
    std::int64_t block = kNowhere;        // block number, or index in the list where the number is not known
    std::int64_t transaction = kNowhere;  // index in the block
};

template <class T>
using Checked = tl::expected<T, Refusal>;

inline Refusal refusal(std::string_view field, std::string_view expected) {
    Refusal r;
    r.field = field;
    r.expected = expected;
    return r;
}

inline Refusal refusal(std::string_view field, std::string_view expected, std::uint64_t got) {
    Refusal r = refusal(field, expected);
    r.got = Refusal::Got::kNumber;
    r.number = got;
    return r;
}

inline Refusal refusal(std::string_view field, std::string_view expected, const Hash& got) {
    Refusal r = refusal(field, expected);
    r.got = Refusal::Got::kHash;
    r.got_hash = got;
    return r;
}

inline Refusal mismatch(std::string_view field, const Hash& expected, const Hash& got) {
    Refusal r;
    r.field = field;
    r.got = Refusal::Got::kHashes;
    r.expected_hash = expected;
    r.got_hash = got;
    return r;
}

/// The part "expected X, got Y" or "expected X"; `where` texts come from write_where. Both cut what does not fit into
/// `buffer` and return the written part of it. 256 characters are always enough.
std::string_view write_reason(std::span<char> buffer, const Refusal& refusal);

/// "block 7: transaction 3: gas_limit", parts that are not known left out.
std::string_view write_where(std::span<char> buffer, const Refusal& refusal);

/// write_where, ": ", write_reason.
std::string_view write_message(std::span<char> buffer, const Refusal& refusal);

}  // namespace zk::guest
