#pragma once
// The forks a chunk can run under. A chunk is told its fork by a version byte; numbers and timestamps of blocks are never
// consulted.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zk::guest {

/// Values are the version byte of the public inputs: domain << 6 | state transition version (domain 1 is validium).
enum class Fork : std::uint8_t {
    kEuclidV1 = 0x06,
    kEuclidV2 = 0x07,
    kFeynman = 0x08,
    kGalileo = 0x09,
    kGalileoV2 = 0x0a,
    kValidium = 0x41,
};

inline constexpr std::array<Fork, 6> kForks = {
    Fork::kEuclidV1, Fork::kEuclidV2, Fork::kFeynman, Fork::kGalileo, Fork::kGalileoV2, Fork::kValidium};

/// "euclidv1", "euclidv2", "feynman", "galileo", "galileov2", "validium".
[[nodiscard]] std::string_view fork_name(Fork fork);
[[nodiscard]] std::optional<Fork> fork_from_name(std::string_view name);
[[nodiscard]] std::optional<Fork> fork_from_version(std::uint8_t version);

/// Whether a block must name the hash of the block before it as its parent. From Feynman on: earlier sample blocks were
/// sealed over another state root than the witness carries, so their links do not hold.
[[nodiscard]] constexpr bool links_parent_hash(Fork fork) {
    return fork >= Fork::kFeynman;
}

/// Whether L1 messages enter a rolling queue hash (EuclidV2 on) rather than the data hash (EuclidV1).
[[nodiscard]] constexpr bool has_message_queue_hash(Fork fork) {
    return fork >= Fork::kEuclidV2;
}

/// Whether the L1 data fee depends on how far transactions can be compressed.
[[nodiscard]] constexpr bool has_compression_hints(Fork fork) {
    return fork >= Fork::kFeynman;
}

/// Whether EIP-7702 transactions exist.
[[nodiscard]] constexpr bool has_set_code_transactions(Fork fork) {
    return fork >= Fork::kEuclidV2;
}

}  // namespace zk::guest
