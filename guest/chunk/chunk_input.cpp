#include "guest/chunk/chunk_input.hpp"

#include <algorithm>
#include <optional>

namespace zk::guest {
namespace {

constexpr std::uint32_t kFormat = 1;

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
    void sized(ByteView bytes) {
        u32(bytes.size());
        raw(bytes);
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
    std::uint8_t u8(std::string_view field) {
        const ByteView out = raw(1, field);
        return failure ? std::uint8_t{0} : out[0];
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
    ByteView sized(std::string_view field) { return raw(u32(field), field); }

    // A count of things that take at least `min_bytes` each, so that it can be believed when memory is reserved.
    std::uint32_t count(std::size_t min_bytes, std::string_view field) {
        const std::uint32_t n = u32(field);
        if (n > bytes_.size() / min_bytes) refuse(refusal(field, "a count that fits the input", n));
        return failure ? 0 : n;
    }
    void list(std::vector<ByteView>& out, std::string_view field) {
        const std::uint32_t n = count(4, field);
        out.reserve(n);
        for (std::uint32_t i = 0; i < n && !failure; ++i) out.push_back(sized(field));
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
    const auto version = static_cast<std::uint8_t>(input.fork);
    out.raw({&version, 1});
    out.u64(input.chain_id);
    out.raw(input.prev_msg_queue_hash);
    out.u32(input.blocks.size());
    for (const BlockInput& block : input.blocks) {
        out.raw(block.prev_state_root);
        out.sized(block.header);
        out.u32(block.transactions.size());
        for (const ByteView transaction : block.transactions) out.sized(transaction);
        out.u32(block.validium_messages.size());
        for (const ByteView message : block.validium_messages) out.sized(message);
    }
    return out.take();
}

Checked<ChunkInput> decode_chunk_input(ByteView bytes) {
    Input in(bytes);
    const std::uint32_t format = in.u32("format");
    if (format != kFormat) in.refuse(refusal("format", "1", format));
    const std::uint8_t version = in.u8("version");
    const std::optional<Fork> fork = fork_from_version(version);
    if (!fork) in.refuse(refusal("version", "the version byte of a known fork", version));

    ChunkInput input;
    if (fork) input.fork = *fork;
    input.chain_id = in.u64("chain_id");
    input.prev_msg_queue_hash = in.hash("prev_msg_queue_hash");
    const std::uint32_t n_blocks = in.count(32 + 3 * 4, "blocks");
    input.blocks.reserve(n_blocks);
    for (std::uint32_t i = 0; i < n_blocks && !in.failure; ++i) {
        BlockInput& block = input.blocks.emplace_back();
        block.prev_state_root = in.hash("prev_state_root");
        block.header = in.sized("header");
        in.list(block.transactions, "transactions");
        in.list(block.validium_messages, "validium_messages");
        if (in.failure) in.failure->block = i;
    }
    in.end();
    if (in.failure) return tl::unexpected(*in.failure);
    return input;
}

}  // namespace zk::guest
