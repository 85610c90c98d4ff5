#include "guest/chunk/chunk_input.hpp"

#include <algorithm>
#include <optional>

namespace zk::guest {
namespace {

constexpr std::uint32_t kFormat = 2;

constexpr std::size_t kHintBytes = 40;

constexpr std::size_t n_padding(std::size_t length) {
    return (4 - length % 4) % 4;
}

class Output {
  public:
    void u32(std::size_t value) {
        bytes_.resize(bytes_.size() + 4);
        store_u32le(bytes_.data() + bytes_.size() - 4, static_cast<std::uint32_t>(value));
    }
    void u64(std::uint64_t value) {
        u32(static_cast<std::uint32_t>(value));
        u32(static_cast<std::uint32_t>(value >> 32));
    }
    void raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    void string(ByteView bytes) {
        u32(bytes.size());
        raw(bytes);
        bytes_.resize(bytes_.size() + n_padding(bytes.size()));
    }
    void list(const std::vector<ByteView>& strings) {
        u32(strings.size());
        for (const ByteView each : strings) string(each);
    }
    Bytes take() { return static_cast<Bytes&&>(bytes_); }

  private:
    Bytes bytes_;
};

// Keeps the first refusal; after it everything reads as empty.
class Input {
  public:
    explicit Input(ByteView bytes) : bytes_(bytes) {}

    ByteView raw(std::size_t n, std::string_view field) {
        if (!failure && n > bytes_.size()) refuse(refusal(field, "more input bytes than are left", bytes_.size()));
        if (failure) return {};
        const ByteView out = bytes_.first(n);
        bytes_ = bytes_.subspan(n);
        return out;
    }
    std::uint32_t u32(std::string_view field) {
        const ByteView out = raw(4, field);
        return failure ? 0 : load_u32le(out.data());
    }
    std::uint64_t u64(std::string_view field) {
        const ByteView out = raw(8, field);
        return failure ? 0 : load_u64le(out.data());
    }
    Hash hash(std::string_view field) {
        const ByteView out = raw(32, field);
        Hash hash{};
        std::copy(out.begin(), out.end(), hash.begin());
        return hash;
    }
    U256 u256(std::string_view field) {
        const ByteView out = raw(32, field);
        U256 value;
        for (std::size_t i = 0; i < out.size(); i += 4) value.limbs[i / 4] = load_u32le(out.data() + i);
        return value;
    }
    ByteView string(std::string_view field) {
        const ByteView out = raw(u32(field), field);
        for (const std::uint8_t byte : raw(n_padding(out.size()), field)) {
            if (byte != 0) refuse(refusal(field, "zero bytes as padding", byte));
        }
        return out;
    }

    // A count of things that take at least `min_bytes` each, so that it can be believed when memory is reserved.
    std::uint32_t count(std::size_t min_bytes, std::string_view field) {
        const std::uint32_t n = u32(field);
        if (n > bytes_.size() / min_bytes) refuse(refusal(field, "a count that fits the input", n));
        return failure ? 0 : n;
    }
    void list(std::vector<ByteView>& out, std::string_view field) {
        const std::uint32_t n = count(4, field);
        out.reserve(n);
        for (std::uint32_t i = 0; i < n && !failure; ++i) out.push_back(string(field));
    }
    void end() {
        if (!bytes_.empty()) refuse(refusal("chunk input", "no more bytes", bytes_.size()));
    }
    void refuse(const Refusal& reason) {
        if (!failure) failure = reason;
    }

    std::optional<Refusal> failure;

  private:
    ByteView bytes_;
};

}  // namespace

Bytes encode_chunk_input(const ChunkInput& input) {
    Output out;
    out.u32(kFormat);
    out.u32(static_cast<std::uint8_t>(input.fork));
    out.u64(input.chain_id);
    out.raw(input.prev_msg_queue_hash);
    if (input.fork == Fork::kValidium) out.raw(input.validium_key.value_or(Word{}));
    out.list(input.nodes);
    out.list(input.codes);
    out.u32(input.blocks.size());
    for (const BlockInput& block : input.blocks) {
        out.raw(block.prev_state_root);
        out.string(block.header);
        out.list(block.transactions);
        out.u32(block.hints.size());
        for (const CompressionHint& hint : block.hints) {
            for (const std::uint32_t limb : hint.ratio.limbs) out.u32(limb);
            out.u64(hint.size);
        }
        out.list(block.validium_messages);
    }
    return out.take();
}

Checked<ChunkInput> decode_chunk_input(ByteView bytes) {
    Input in(bytes);
    const std::uint32_t format = in.u32("format");
    if (format != kFormat) in.refuse(refusal("format", "2", format));
    const std::uint32_t version = in.u32("version");
    const std::optional<Fork> fork =
        version > 0xff ? std::nullopt : fork_from_version(static_cast<std::uint8_t>(version));
    if (!fork) in.refuse(refusal("version", "the version byte of a known fork", version));

    ChunkInput input;
    if (fork) input.fork = *fork;
    input.chain_id = in.u64("chain_id");
    input.prev_msg_queue_hash = in.hash("prev_msg_queue_hash");
    if (input.fork == Fork::kValidium) {
        const Word key = in.hash("validium_key");
        if (key != Word{}) input.validium_key = key;
    }
    in.list(input.nodes, "nodes");
    in.list(input.codes, "codes");
    const std::uint32_t n_blocks = in.count(32 + 4 * 4, "blocks");
    input.blocks.reserve(n_blocks);
    for (std::uint32_t i = 0; i < n_blocks && !in.failure; ++i) {
        BlockInput& block = input.blocks.emplace_back();
        block.prev_state_root = in.hash("prev_state_root");
        block.header = in.string("header");
        in.list(block.transactions, "transactions");
        const std::uint32_t n_hints = in.count(kHintBytes, "hints");
        if (n_hints != 0 && (n_hints != block.transactions.size() || !has_compression_hints(input.fork))) {
            in.refuse(refusal("hints", "one for each transaction from Feynman on, or none", n_hints));
        }
        block.hints.reserve(n_hints);
        for (std::uint32_t k = 0; k < n_hints && !in.failure; ++k) {
            CompressionHint& hint = block.hints.emplace_back();
            hint.ratio = in.u256("ratio");
            hint.size = in.u64("size");
        }
        in.list(block.validium_messages, "validium_messages");
        if (in.failure) in.failure->block = i;
    }
    in.end();
    if (in.failure) return tl::unexpected(*in.failure);
    return input;
}

}  // namespace zk::guest
