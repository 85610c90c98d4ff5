#include "apps/witness/compressed_size.hpp"

#include "guest/platform/native/error.hpp"

#define ZSTD_STATIC_LINKING_ONLY  // the parameters that are called experimental
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace zk::witness {
namespace {

constexpr unsigned kReferenceVersion = 10507;
constexpr int kWindowLog = 22;
constexpr int kTargetBlockBytes = 124 * 1024;
constexpr std::uint64_t kRatioOne = 1'000'000'000;

std::size_t checked(std::size_t code) {
    if (ZSTD_isError(code) != 0) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(code));
    return code;
}

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

std::size_t compressed_size(ByteView bytes) {
    if (bytes.empty()) return 0;
    const std::unique_ptr<ZSTD_CCtx, FreeContext> owner(ZSTD_createCCtx());
    ZSTD_CCtx* const context = owner.get();
    if (context == nullptr) throw std::runtime_error("zstd: no context");
    const auto set = [context](ZSTD_cParameter parameter, int value) {
        checked(ZSTD_CCtx_setParameter(context, parameter, value));
    };
    set(ZSTD_c_compressionLevel, 0);
    set(ZSTD_c_literalCompressionMode, ZSTD_ps_disable);
    set(ZSTD_c_windowLog, kWindowLog);
    set(ZSTD_c_targetCBlockSize, kTargetBlockBytes);
    set(ZSTD_c_format, ZSTD_f_zstd1_magicless);
    set(ZSTD_c_checksumFlag, 0);
    set(ZSTD_c_dictIDFlag, 0);
    set(ZSTD_c_contentSizeFlag, 1);
    checked(ZSTD_CCtx_setPledgedSrcSize(context, bytes.size()));

    Bytes out(ZSTD_compressBound(bytes.size()) + 1024);
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    // All of the input with "continue", then "end": the split is part of the definition.
    while (input.pos < input.size) checked(ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue));
    while (checked(ZSTD_compressStream2(context, &output, &input, ZSTD_e_end)) != 0) {
        if (output.pos == output.size) throw std::runtime_error("zstd: more output than its bound");
    }
    return std::min(output.pos, bytes.size());
}

Result<void> compute_hints(Block& block) {
    std::vector<guest::CompressionHint> hints(block.transactions.size());
    for (std::size_t i = 0; i < hints.size(); ++i) {
        const Bytes& encoding = block.transactions[i];
        auto transaction = guest::decode_transaction(encoding);
        if (!transaction) {
            transaction.error().block = static_cast<std::int64_t>(block.number);
            transaction.error().transaction = static_cast<std::int64_t>(i);
            return tl::unexpected(guest::to_error("compression hints", transaction.error()));
        }
        if (transaction->type == guest::TransactionType::kL1Message) continue;
        const ByteView data = transaction->data;
        const std::size_t divisor = std::max<std::size_t>(compressed_size(data), 1);
        hints[i].ratio = data.empty() ? guest::U256::max() : guest::U256(data.size() * kRatioOne / divisor);
        hints[i].size = compressed_size(encoding);
    }
    block.hints = std::move(hints);
    return {};
}

Result<HintSource> find_hints(Block& block, guest::Fork fork, std::span<const CompressionInfos> files) {
    const auto known = apply_compression_infos(block, files);
    if (!known) return tl::unexpected(known.error());
    if (*known) return HintSource::kFile;
    if (!guest::has_compression_hints(fork)) return HintSource::kNotNeeded;
    if (!block.hints.empty() || block.transactions.empty()) return HintSource::kWitness;
    if (const auto computed = compute_hints(block); !computed) return tl::unexpected(computed.error());
    const bool trivial = std::ranges::all_of(block.hints, [](const auto& hint) { return hint.size == 0; });
    return trivial ? HintSource::kTrivial : HintSource::kComputed;
}

std::string computed_hints_advice() {
    if (ZSTD_versionNumber() == kReferenceVersion) return {};
    return std::string("; its compression hints were computed with zstd ") + ZSTD_versionString() +
           " and not 1.5.7, which is the likely cause: --compression-infos FILE gives the chain's";
}

std::string compression_warning() {
    if (ZSTD_versionNumber() == kReferenceVersion) return {};
    return std::string("compression hints are computed with zstd ") + ZSTD_versionString() +
           ", the chain's with 1.5.7: a few transactions come out differently, and their block then fails with another "
           "state root; "
           "--compression-infos FILE gives the right ones";
}

}  // namespace zk::witness
