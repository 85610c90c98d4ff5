#pragma once
// Every way in which this project alters a witness: systematic, one kind after the other, positions from a seed.

#include "tests/negative/chunk.hpp"

#include <functional>
#include <string>
#include <vector>

namespace zk::negative {

/// `kind` has no spaces; `where` says what is altered. `apply` works on a copy of the chunk that the alteration was made for.
struct Alteration {
    std::string kind;
    std::string where;
    std::function<void(OwnedChunk&)> apply;
};

/// All alterations of a chunk. Parts of `donor`, another chunk, are put where they do not belong. Both outlive the result.
[[nodiscard]] std::vector<Alteration> alterations_of(
    const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed
);

/// `n` of them, or all, so that every kind has its turn: one of each kind, a second one of each, and so on, kinds and members in an order that the
/// seed gives.
[[nodiscard]] std::vector<Alteration> choose(std::vector<Alteration> all, std::size_t n, std::uint64_t seed);

// The parts of alterations_of, one file each.
using Alterations = std::vector<Alteration>;
void add_chunk_alterations(Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed);
void add_header_alterations(Alterations& out, const OwnedChunk& chunk, std::uint64_t seed);
void add_transaction_alterations(
    Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed
);
void add_state_alterations(Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed);

}  // namespace zk::negative
