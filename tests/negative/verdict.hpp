#pragma once
// What became of an altered chunk, and whether that is allowed: a clean error, another claim, or the same claim where nothing that the claim says
// was altered.

#include "guest/platform/host.hpp"
#include "guest/refusal.hpp"

#include "tests/negative/chunk.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace zk::negative {

/// A part of a chunk that may be altered without the claim's changing, and why that loses nothing.
struct Meaningless {
    std::string_view part;  ///< as `differences` calls it
    std::string_view reason;
    bool (*holds)(const OwnedChunk& original, const OwnedChunk& altered);
};
[[nodiscard]] std::span<const Meaningless> meaningless_parts();

/// Names of the parts in which two chunks differ: "fork", "chain_id", "prev_msg_queue_hash", "blocks" (their number), "prev_state_root",
/// "header.FIELD", "header" (an encoding that is none), the same as "linked header" where the next block of `b` names its hash, "transactions", "hints", "validium_messages", and for nodes and codes, as sets, "node added",
/// "node removed", "code added", "code removed"; "node list", "code list" when only order or repetition differ.
[[nodiscard]] std::set<std::string> differences(const OwnedChunk& a, const OwnedChunk& b);

/// The chunk program's answer, natively.
struct Answer {
    std::optional<guest::PublicWords> claim;
    guest::Refusal refusal;  ///< when there is no claim
};
[[nodiscard]] Answer run(const OwnedChunk& chunk);

/// Alters what the refusal names so that it agrees with what the program computed, as a prover would who makes the witness: roots and gas of the
/// header, and the links between blocks. False when the refusal names nothing of that kind.
bool mend(OwnedChunk& chunk, const guest::Refusal& refusal);

/// Counts of a run over many alterations, and everything that is not allowed.
struct Tally {
    std::size_t n_altered = 0;
    std::size_t n_refused = 0;      ///< as altered, with a clean error
    std::size_t n_other_claim = 0;  ///< accepted with another claim, as altered or after mending
    std::size_t n_meaningless = 0;  ///< accepted with the same claim
    std::set<std::string> meaningless_seen;
    std::map<std::string, std::size_t> kinds;
    std::vector<std::string> violations;
};

/// Runs `altered` as it is, then mended as far as refusals tell how. `label` names the alteration in violations. Nothing happens when it equals
/// `original`.
void judge(
    Tally& tally,
    const OwnedChunk& original,
    const guest::PublicWords& claim,
    OwnedChunk altered,
    const std::string& label
);

/// The same for one run alone: whether a claim made from `altered` is allowed. Adds to the tally.
void judge_claim(
    Tally& tally,
    const OwnedChunk& original,
    const guest::PublicWords& claim,
    const OwnedChunk& altered,
    const guest::PublicWords& claim_of_altered,
    const std::string& label
);

}  // namespace zk::negative
