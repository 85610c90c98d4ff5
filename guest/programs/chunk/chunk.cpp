#include "guest/programs/chunk/chunk.hpp"

#include "guest/crypto/ecies.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/digest_words.hpp"
#include "guest/state/witness_state.hpp"
#include "guest/stateless/block_execution.hpp"

#include <algorithm>
#include <array>

namespace zk::guest {
namespace {

void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append(Bytes& out, std::uint64_t value) {
    for (int i = 7; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::array<std::uint8_t, 33> compressed(const crypto::AffinePoint<crypto::Secp256k1::Field>& key) {
    const auto whole = crypto::encode_public_key(key);
    std::array<std::uint8_t, 33> out{};
    out[0] = static_cast<std::uint8_t>(0x02 | (whole.back() & 1));
    std::copy_n(whole.begin() + 1, 32, out.begin() + 1);
    return out;
}

}  // namespace

Checked<ChunkClaim> execute_chunk(const ChunkInput& input) {
    ChunkClaim claim;
    if (input.fork == Fork::kValidium) {
        const auto key = input.validium_key ? crypto::public_key_of(*input.validium_key) : std::nullopt;
        if (!key) return tl::unexpected(refusal("validium_key", "a secret key of secp256k1"));
        claim.encryption_key = compressed(*key);
    }
    auto headers = check_headers(input);
    if (!headers) return tl::unexpected(headers.error());
    claim.headers = *static_cast<Checked<HeadersClaim>&&>(headers);

    const HashKey key(claim.headers.blocks.back().hash);
    WitnessState tries(input.nodes, input.codes, input.blocks.front().prev_state_root, key);
    State state(tries, key);
    for (std::size_t i = 0; i < input.blocks.size(); ++i) {
        const auto outcome =
            execute_block(state, tries, input.blocks[i], claim.headers.blocks[i], input.fork, input.chain_id);
        if (!outcome) return tl::unexpected(outcome.error());
        claim.gas_used += outcome->gas_used;
    }
    const auto withdraw_root = tries.withdraw_root();
    if (!withdraw_root) return tl::unexpected(withdraw_root.error());
    claim.withdraw_root = *withdraw_root;
    return claim;
}

Bytes encode_public_inputs(const ChunkClaim& claim) {
    const HeadersClaim& h = claim.headers;
    Bytes out;
    if (h.fork >= Fork::kGalileo) out.push_back(static_cast<std::uint8_t>(h.fork));
    append(out, h.chain_id);
    append(out, h.prev_state_root);
    append(out, h.post_state_root);
    append(out, claim.withdraw_root);
    if (h.fork == Fork::kEuclidV1) {
        append(out, h.data_hash);
        append(out, h.tx_data_digest);
        return out;
    }
    append(out, h.tx_data_digest);
    append(out, h.prev_msg_queue_hash);
    append(out, h.post_msg_queue_hash);
    append(out, h.blocks.front().header.number);
    for (const BlockSummary& block : h.blocks) append(out, block.context);
    if (h.fork == Fork::kValidium) {
        append(out, h.prev_block_hash);
        append(out, h.blocks.back().hash);
        append(out, claim.encryption_key);
    }
    return out;
}

void chunk(Host& host) {
    const auto refuse = [&host](const Refusal& refusal) {
        std::array<char, 512> buffer;
        host.panic(write_message(buffer, refusal));
    };
    const auto input = decode_chunk_input(host.input());
    if (!input) refuse(input.error());
    const auto claim = execute_chunk(*input);
    if (!claim) refuse(claim.error());
    host.reveal(digest_words(keccak256(encode_public_inputs(*claim))));
}

}  // namespace zk::guest
