#include "tests/negative/verdict.hpp"

#include "guest/block/header.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/chunk/chunk.hpp"
#include "guest/programs/digest_words.hpp"

#include <algorithm>
#include <array>

namespace zk::negative {
namespace {

using guest::Fork;

bool always(const OwnedChunk&, const OwnedChunk&) {
    return true;
}
bool before_feynman(const OwnedChunk& original, const OwnedChunk& altered) {
    return original.fork < Fork::kFeynman && altered.fork < Fork::kFeynman;
}
bool same_layout(const OwnedChunk& original, const OwnedChunk& altered) {
    const auto b = [](Fork fork) { return fork == Fork::kEuclidV2 || fork == Fork::kFeynman; };
    return b(original.fork) && b(altered.fork);
}

constexpr Meaningless kMeaningless[] = {
    {"fork",
     "EuclidV2 and Feynman have the same public inputs, without a version byte: what both accept says the same of the "
     "state",
     same_layout},
    {"header.parent_hash",
     "before Feynman nothing reads it: blocks are linked by their state roots, and no header hash is claimed",
     before_feynman},
    {"header.ommers_hash", "neither executed nor claimed", always},
    {"header.beneficiary", "fees go to the fee vault, which COINBASE is too, whatever the header says", always},
    {"header.difficulty", "DIFFICULTY is 0 whatever the header says", always},
    {"header.extra_data", "neither executed nor claimed", always},
    {"header.mix_hash", "neither executed nor claimed: there is no PREVRANDAO", always},
    {"header.nonce", "neither executed nor claimed", always},
    {"hints",
     "an L1 message has none, and others count only by the fee they lead to, which the state root binds",
     always},
    {"node added", "nodes are found by their hash: nothing leads to it", always},
    {"node removed", "one that nothing leads through; a node that is needed and not there is refused", always},
    {"node list", "nodes are found by their hash: order and repetition say nothing", always},
    {"code added", "codes are found by their hash: nothing leads to it", always},
    {"code removed",
     "one that nothing runs or reads (deployed by an earlier block, or of an account that is only named); one that is "
     "needed and not there is refused",
     always},
    {"code list", "codes are found by their hash: order and repetition say nothing", always},
};

std::set<ByteView, decltype([](ByteView a, ByteView b) { return std::ranges::lexicographical_compare(a, b); })> set_of(
    const std::vector<Bytes>& strings
) {
    return {strings.begin(), strings.end()};
}

void compare_lists(
    std::set<std::string>& out, const std::vector<Bytes>& a, const std::vector<Bytes>& b, const std::string& name
) {
    if (a == b) return;
    const auto in_a = set_of(a);
    const auto in_b = set_of(b);
    const bool removed = std::ranges::any_of(a, [&](const Bytes& each) { return !in_b.contains(each); });
    const bool added = std::ranges::any_of(b, [&](const Bytes& each) { return !in_a.contains(each); });
    if (removed) out.insert(name + " removed");
    if (added) out.insert(name + " added");
    if (!removed && !added) out.insert(name + " list");
}

void compare_headers(std::set<std::string>& out, const Bytes& bytes_a, const Bytes& bytes_b, bool is_linked) {
    if (bytes_a == bytes_b) return;
    const std::string header = is_linked ? "linked header" : "header";
    const auto a = guest::decode_header(bytes_a);
    const auto b = guest::decode_header(bytes_b);
    if (!a || !b) {
        out.insert(header);
        return;
    }
    const auto field = [&](const char* name, bool equal) {
        if (!equal) out.insert(header + "." + name);
    };
    field("parent_hash", a->parent_hash == b->parent_hash);
    field("ommers_hash", a->ommers_hash == b->ommers_hash);
    field("beneficiary", a->beneficiary == b->beneficiary);
    field("state_root", a->state_root == b->state_root);
    field("transactions_root", a->transactions_root == b->transactions_root);
    field("receipts_root", a->receipts_root == b->receipts_root);
    field("logs_bloom", a->logs_bloom == b->logs_bloom);
    field("difficulty", a->difficulty == b->difficulty);
    field("number", a->number == b->number);
    field("gas_limit", a->gas_limit == b->gas_limit);
    field("gas_used", a->gas_used == b->gas_used);
    field("timestamp", a->timestamp == b->timestamp);
    field("extra_data", std::ranges::equal(a->extra_data, b->extra_data));
    field("mix_hash", a->mix_hash == b->mix_hash);
    field("nonce", a->nonce == b->nonce);
    field("base_fee_per_gas", a->base_fee_per_gas == b->base_fee_per_gas);
}

// The block that a refusal names: by its number, or by its index where the number was not known yet.
OwnedBlock* block_of(OwnedChunk& chunk, const guest::Refusal& refusal) {
    for (OwnedBlock& block : chunk.blocks) {
        const auto header = guest::decode_header(block.header);
        if (header && static_cast<std::int64_t>(header->number) == refusal.block) return &block;
    }
    return nullptr;
}

}  // namespace

std::span<const Meaningless> meaningless_parts() {
    return kMeaningless;
}

std::set<std::string> differences(const OwnedChunk& a, const OwnedChunk& b) {
    std::set<std::string> out;
    if (a.fork != b.fork) out.insert("fork");
    if (a.chain_id != b.chain_id) out.insert("chain_id");
    if (a.prev_msg_queue_hash != b.prev_msg_queue_hash) out.insert("prev_msg_queue_hash");
    compare_lists(out, a.nodes, b.nodes, "node");
    compare_lists(out, a.codes, b.codes, "code");
    if (a.blocks.size() != b.blocks.size()) out.insert("blocks");
    for (std::size_t i = 0; i < std::min(a.blocks.size(), b.blocks.size()); ++i) {
        const OwnedBlock& x = a.blocks[i];
        const OwnedBlock& y = b.blocks[i];
        if (x.prev_state_root != y.prev_state_root) out.insert("prev_state_root");
        const bool is_linked = guest::links_parent_hash(b.fork) && i + 1 < b.blocks.size();
        compare_headers(out, x.header, y.header, is_linked);
        if (x.transactions != y.transactions) out.insert("transactions");
        if (x.hints != y.hints) out.insert("hints");
        if (x.validium_messages != y.validium_messages) out.insert("validium_messages");
    }
    return out;
}

Answer run(const OwnedChunk& chunk) {
    const Bytes bytes = encode(chunk);
    Answer answer;
    const auto input = guest::decode_chunk_input(bytes);
    if (!input) {
        answer.refusal = input.error();
        return answer;
    }
    const auto claim = guest::execute_chunk(*input);
    if (claim) {
        answer.claim = guest::digest_words(guest::keccak256(guest::encode_public_inputs(*claim)));
    } else {
        answer.refusal = claim.error();
    }
    return answer;
}

bool mend(OwnedChunk& chunk, const guest::Refusal& refusal) {
    OwnedBlock* const block = block_of(chunk, refusal);
    if (block == nullptr) return false;
    const bool has_hashes = refusal.got == guest::Refusal::Got::kHashes;
    if (refusal.field == "prev_state_root" && has_hashes) {
        block->prev_state_root = refusal.expected_hash;
        return true;
    }
    const Bytes encoding = block->header;
    guest::Header header = *guest::decode_header(encoding);
    if (refusal.field == "gas_used" && refusal.got == guest::Refusal::Got::kNumber) {
        header.gas_used = refusal.number;
    } else if (has_hashes && refusal.field == "parent_hash") {
        header.parent_hash = refusal.expected_hash;
    } else if (has_hashes && refusal.field == "transactions_root") {
        header.transactions_root = refusal.got_hash;
    } else if (has_hashes && refusal.field == "receipts_root") {
        header.receipts_root = refusal.got_hash;
    } else if (has_hashes && refusal.field == "state_root") {
        header.state_root = refusal.got_hash;
    } else {
        return false;
    }
    block->header = guest::encode_header(header);
    return true;
}

void judge_claim(
    Tally& tally,
    const OwnedChunk& original,
    const guest::PublicWords& claim,
    const OwnedChunk& altered,
    const guest::PublicWords& claim_of_altered,
    const std::string& label
) {
    if (claim_of_altered != claim) {
        ++tally.n_other_claim;
        return;
    }
    ++tally.n_meaningless;
    for (const std::string& part : differences(original, altered)) {
        const auto* const listed = std::ranges::find(kMeaningless, part, &Meaningless::part);
        if (listed == std::end(kMeaningless) || !listed->holds(original, altered)) {
            tally.violations.push_back(std::string(label).append(": the claim is the same with another ").append(part));
        }
        tally.meaningless_seen.insert(part);
    }
}

void judge(
    Tally& tally,
    const OwnedChunk& original,
    const guest::PublicWords& claim,
    OwnedChunk altered,
    const std::string& label
) {
    if (altered == original) return;
    ++tally.n_altered;
    ++tally.kinds[label.substr(0, label.find(' '))];
    constexpr int kMostMends = 16;
    for (int i = 0; i <= kMostMends; ++i) {
        const Answer answer = run(altered);
        if (answer.claim) return judge_claim(tally, original, claim, altered, *answer.claim, label);
        if (i == 0) ++tally.n_refused;
        if (answer.refusal.field.empty() ||
            (answer.refusal.expected.empty() && answer.refusal.got != guest::Refusal::Got::kHashes)) {
            tally.violations.push_back(label + ": a refusal that does not say what was expected");
        }
        // A chunk that mending led back to is the original, which is no finding.
        if (!mend(altered, answer.refusal) || altered == original) return;
    }
}

}  // namespace zk::negative
