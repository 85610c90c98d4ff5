#pragma once
// Block headers of Scroll: the 16 RLP items up to baseFeePerGas in every fork.

#include "base/bytes.hpp"
#include "guest/refusal.hpp"
#include "guest/types.hpp"

namespace zk::guest {

struct Header {
    Hash parent_hash{};
    Hash ommers_hash{};
    Address beneficiary{};
    Hash state_root{};
    Hash transactions_root{};
    Hash receipts_root{};
    std::array<std::uint8_t, 256> logs_bloom{};
    Word difficulty{};
    std::uint64_t number = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t timestamp = 0;
    ByteView extra_data;  // borrowed
    Hash mix_hash{};
    std::array<std::uint8_t, 8> nonce{};
    Word base_fee_per_gas{};
};

/// keccak256({}) as RLP list: the ommers hash of a block without ommers.
inline constexpr Hash kNoOmmersHash = {0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5,
                                       0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45, 0x1b, 0x94, 0x8a,
                                       0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47};

/// The header's hash is keccak256 of this encoding.
[[nodiscard]] Bytes encode_header(const Header& header);

/// Accepts exactly what encode_header gives for some header; extra_data points into `bytes`.
[[nodiscard]] Checked<Header> decode_header(ByteView bytes);

}  // namespace zk::guest
