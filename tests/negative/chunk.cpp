#include "tests/negative/chunk.hpp"

#include "apps/witness/block.hpp"
#include "apps/witness/compression.hpp"
#include "guest/block/header.hpp"
#include "guest/test/vectors.hpp"

#include <algorithm>
#include <stdexcept>

namespace zk::negative {
namespace {

using guest::Fork;

std::vector<Bytes> owned(const std::vector<ByteView>& views) {
    std::vector<Bytes> out;
    out.reserve(views.size());
    for (const ByteView view : views) out.emplace_back(view.begin(), view.end());
    return out;
}

std::vector<ByteView> views(const std::vector<Bytes>& strings) {
    return {strings.begin(), strings.end()};
}

std::vector<witness::Block> read_blocks(Fork folder) {
    std::vector<witness::CompressionInfos> hints;
    for (const auto& path : test::files_below(test::vectors_path("compression-infos"), ".json"))
        hints.push_back(witness::parse_compression_infos(test::read_text(path)).value());
    std::vector<witness::Block> blocks;
    for (const auto& path : test::files_below(test::vectors_path("witnesses") / guest::fork_name(folder), ".json")) {
        if (path.string().ends_with("_validium_txs.json")) continue;
        witness::Block block = witness::parse_block(test::read_text(path)).value();
        if (!witness::apply_compression_infos(block, hints).value() && guest::has_compression_hints(folder) &&
            folder != Fork::kValidium) {
            throw std::runtime_error(path.string() + ": no compression hints");
        }
        blocks.push_back(std::move(block));
    }
    std::ranges::sort(blocks, {}, &witness::Block::number);
    return blocks;
}

Sample make_sample(const std::string& name, std::span<const witness::Block> blocks, Fork rules) {
    guest::Hash queue_hash{};
    if (guest::has_message_queue_hash(rules)) queue_hash.fill(1);
    const Bytes input = witness::make_chunk_input(blocks, rules, queue_hash, witness::ChunkContent::kState).value();
    Sample sample{name, 0, input.size(), own(guest::decode_chunk_input(input).value())};
    for (const OwnedBlock& block : sample.chunk.blocks) sample.gas += guest::decode_header(block.header)->gas_used;
    return sample;
}

}  // namespace

OwnedChunk own(const guest::ChunkInput& input) {
    OwnedChunk out{input.fork, input.chain_id, input.prev_msg_queue_hash, owned(input.nodes), owned(input.codes), {}};
    for (const guest::BlockInput& block : input.blocks) {
        out.blocks.push_back(
            {block.prev_state_root,
             Bytes(block.header.begin(), block.header.end()),
             owned(block.transactions),
             block.hints,
             owned(block.validium_messages)}
        );
    }
    return out;
}

Bytes encode(const OwnedChunk& chunk) {
    guest::ChunkInput input;
    input.fork = chunk.fork;
    input.chain_id = chunk.chain_id;
    input.prev_msg_queue_hash = chunk.prev_msg_queue_hash;
    input.nodes = views(chunk.nodes);
    input.codes = views(chunk.codes);
    for (const OwnedBlock& block : chunk.blocks) {
        input.blocks.push_back(
            {block.prev_state_root,
             block.header,
             views(block.transactions),
             views(block.validium_messages),
             block.hints}
        );
    }
    return guest::encode_chunk_input(input);
}

std::vector<Sample> samples_of(Fork fork) {
    constexpr std::size_t kBlocksOfAChunk = 3;
    constexpr std::size_t kSmall = 1 << 18;  // bytes of a block
    const Fork rules = fork == Fork::kValidium ? Fork::kEuclidV2 : fork;
    const std::vector<witness::Block> blocks = read_blocks(fork);
    const std::string folder = std::string(guest::fork_name(fork)) + "/";
    std::vector<Sample> samples;
    samples.reserve(blocks.size() + 1);
    for (const witness::Block& block : blocks)
        samples.push_back(make_sample(folder + std::to_string(block.number), std::span(&block, 1), rules));
    for (std::size_t first = 0; first + kBlocksOfAChunk <= blocks.size(); ++first) {
        const auto chunk = std::span(blocks).subspan(first, kBlocksOfAChunk);
        const bool consecutive = chunk.back().number == chunk.front().number + kBlocksOfAChunk - 1;
        const bool small = std::ranges::all_of(std::span(samples).subspan(first, kBlocksOfAChunk), [](const Sample& s) {
            return s.n_bytes < kSmall;
        });
        if (!consecutive || !small) continue;
        samples.push_back(make_sample(
            folder + std::to_string(chunk.front().number) + "-" + std::to_string(chunk.back().number), chunk, rules
        ));
        break;
    }
    return samples;
}

}  // namespace zk::negative
