#include "apps/witness/compression.hpp"

#include "apps/witness/compression_json.hpp"
#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <string>

namespace zk::witness {
namespace {

constexpr std::uint64_t kRatioOne = 1'000'000'000;
constexpr std::uint8_t kL1MessageType = 0x7e;

CompressionInfo read_info(const Value& item) {
    CompressionInfo info;
    const Value ratio = item.member("compression_ratio");
    info.hint.ratio = guest::U256::from_word(ratio.uint256());
    if (info.hint.ratio < guest::U256(kRatioOne)) ratio.refuse("at least 10^9, which is no compression");
    const Value size = item.member("compressed_size");
    info.hint.size = size.uint64();
    if (item.has("tx")) info.transaction = item.member("tx").digest();
    if (item.has("encoded_length")) {
        info.encoded_length = item.member("encoded_length").uint64();
        if (info.hint.size > *info.encoded_length) size.refuse("at most the length of the encoding");
    }
    return info;
}

}  // namespace

BlockCompressionInfos read_block_infos(const Value& list) {
    BlockCompressionInfos infos;
    const std::size_t n = list.size();
    infos.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Value item = list.at(i);
        infos.push_back(item.is_null() ? std::nullopt : std::optional(read_info(item)));
    }
    return infos;
}

Result<CompressionInfos> parse_compression_infos(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return tl::unexpected(json.error());
    Walk walk{"compression infos", {}};
    const Value root(*json, walk);
    CompressionInfos infos;
    for (const std::string_view key : root.names()) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
        if (error != std::errc() || std::to_string(number) != key) {
            root.refuse("block numbers in decimal digits as names", std::string(key));
        }
        infos[number] = read_block_infos(root.member(key));
    }
    if (walk.error) return tl::unexpected(*walk.error);
    return infos;
}

Result<void> apply_block_infos(Block& block, const BlockCompressionInfos& infos) {
    const std::string what = "compression infos of block " + std::to_string(block.number);
    if (infos.size() != block.transactions.size()) {
        return fail(
            what,
            {},
            "one entry for each of its " + std::to_string(block.transactions.size()) + " transactions",
            std::to_string(infos.size())
        );
    }
    std::vector<guest::CompressionHint> hints(infos.size());
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const Bytes& transaction = block.transactions[i];
        const std::string where = "transaction " + std::to_string(i);
        const bool is_l1_message = transaction[0] == kL1MessageType;
        if (is_l1_message != !infos[i].has_value()) {
            return fail(
                what, where, is_l1_message ? "null for an L1 message" : "an entry", is_l1_message ? "an entry" : "null"
            );
        }
        if (is_l1_message) continue;
        const CompressionInfo& info = *infos[i];
        const guest::Hash hash = guest::keccak256(transaction);
        if (info.transaction && *info.transaction != hash) {
            return fail(what, where + ".tx", to_hex(hash) + " as in the block", to_hex(*info.transaction));
        }
        if (info.encoded_length && *info.encoded_length != transaction.size()) {
            return fail(
                what,
                where + ".encoded_length",
                std::to_string(transaction.size()),
                std::to_string(*info.encoded_length)
            );
        }
        if (info.hint.size > transaction.size()) {
            return fail(
                what,
                where + ".compressed_size",
                "at most the " + std::to_string(transaction.size()) + " bytes of the encoding",
                std::to_string(info.hint.size)
            );
        }
        hints[i] = info.hint;
    }
    block.hints = std::move(hints);
    return {};
}

Result<bool> apply_compression_infos(Block& block, std::span<const CompressionInfos> files) {
    for (const CompressionInfos& file : files) {
        const auto found = file.find(block.number);
        if (found == file.end()) continue;
        const auto applied = apply_block_infos(block, found->second);
        if (!applied) return tl::unexpected(applied.error());
        return true;
    }
    return false;
}

std::string block_infos_json(const Block& block) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < block.hints.size(); ++i) {
        if (block.transactions[i][0] == kL1MessageType) {
            list.push_back(nullptr);
        } else {
            list.push_back(
                {{"compression_ratio", to_quantity(block.hints[i].ratio.to_word())},
                 {"compressed_size", block.hints[i].size}}
            );
        }
    }
    return list.dump();
}

}  // namespace zk::witness
