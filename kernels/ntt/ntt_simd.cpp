#include "kernels/backend/parallel.hpp"
#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"
#include "kernels/ntt/bit_reverse.hpp"

#include <algorithm>
#include <cassert>

namespace zk {
namespace {

/// Subtrees from which on threads share one transform.
constexpr int kSharedLogN = 16;

}  // namespace

SimdBackend::Twiddles SimdBackend::twiddles(std::size_t count) const {
    const std::scoped_lock lock(mutex_);
    if (twiddles_ != nullptr && twiddles_->size() >= count) return twiddles_;
    std::vector<Felt> table(std::max<std::size_t>(count, 1));
    table[0] = Felt::one();
    for (int k = 0; std::size_t{1} << k < table.size(); ++k) {
        const std::size_t half = std::size_t{1} << k;
        const Felt root = Felt::root_of_unity(k + 2);
        for (std::size_t j = 0; j < half && half + j < table.size(); ++j) table[half + j] = table[j] * root;
    }
    twiddles_ = std::make_shared<const std::vector<Felt>>(std::move(table));
    return twiddles_;
}

void SimdBackend::forward(int threads, Felt* values, int log_n, const std::vector<Felt>& factors) const {
    const simd::NttKernels& ntt = *kernels_.ntt;
    const simd::Word* const table = words(factors.data());
    if (threads == 1 || log_n < kSharedLogN) {
        ntt.forward(words(values), log_n, table, 0);
        return;
    }
    // Four layers together, then sixteen or more subtrees apart.
    int log_block = log_n;
    for (std::size_t n_blocks = 1; n_blocks < 16; n_blocks *= 4, log_block -= 2) {
        for (std::size_t b = 0; b < n_blocks; ++b) {
            parallel_ranges(threads, std::size_t{1} << (log_block - 2), 1024, [&](std::size_t begin, std::size_t end) {
                ntt.forward_radix4(words(values) + (b << log_block), log_block, table, b, begin, end);
            });
        }
    }
    parallel_ranges(threads, std::size_t{1} << (log_n - log_block), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) ntt.forward(words(values) + (b << log_block), log_block, table, b);
    });
}

void SimdBackend::ntt(Felt* values, int log_n) const {
    if (log_n < kernels_.ntt->min_log_n) return ReferenceBackend::ntt(values, log_n);
    forward(threads(), values, log_n, *twiddles(std::size_t{1} << (log_n - 1)));
}

void SimdBackend::encode(
    std::span<Felt* const> codewords, std::span<const Felt* const> messages, int log_message, int log_blowup
) const {
    assert(codewords.size() == messages.size());
    if (log_message < kernels_.ntt->min_log_n) {
        return ReferenceBackend::encode(codewords, messages, log_message, log_blowup);
    }
    const Twiddles factors = twiddles(std::size_t{1} << (log_message - 1));
    const std::size_t n = codewords.size();
    const auto team = static_cast<std::size_t>(threads());
    const std::size_t together = n / team * team;  // a column a thread; the columns left over are shared
    parallel_ranges(threads(), together, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t j = begin; j < end; ++j) {
            encode_column(1, codewords[j], messages[j], log_message, log_blowup, *factors);
        }
    });
    for (std::size_t j = together; j < n; ++j) {
        encode_column(threads(), codewords[j], messages[j], log_message, log_blowup, *factors);
    }
}

void SimdBackend::encode_column(
    int threads, Felt* out, const Felt* message, int log_message, int log_blowup, const std::vector<Felt>& factors
) const {
    // Block b of the codeword evaluates f on the coset w^brev(b) <w_message>: the message's powers of that shift, transformed.
    const std::size_t n = std::size_t{1} << log_message;
    const Felt w = Felt::root_of_unity(log_message + log_blowup);
    for (std::size_t b = 0; b < std::size_t{1} << log_blowup; ++b) {
        Felt* const block = out + (b << log_message);
        const Felt shift = w.pow(bit_reverse(b, log_blowup));
        parallel_ranges(threads, n, 4096, [&](std::size_t begin, std::size_t end) {
            if (b == 0) {
                std::copy(message + begin, message + end, block + begin);
            } else {
                kernels_.ntt->scale_by_powers(
                    words(block + begin), words(message + begin), end - begin, shift.montgomery(), begin
                );
            }
        });
        forward(threads, block, log_message, factors);
    }
}

void SimdBackend::fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n) const {
    assert(in.size == 2 * out.size && first % 2 == 0);
    // Position first + 2i has x = w^brev(first + 2i), so 1/x runs through the inverses of the transform's factors: those from first / 2 on.
    constexpr std::size_t kGrain = 1024;
    const std::size_t n = whole(out.size);
    const simd::ExtWords factor = words(r);
    const Felt w_inverse = Felt::root_of_unity(log_n).inverse();
    // 1/(2x) of the pairs k, k xor low bits: brev of k = base + j, j < kBlock, adds the exponents of base and of j.
    constexpr std::size_t kBlock = 256;
    constexpr int kLogBlock = 8;
    const int log_pairs = log_n - 1;
    std::array<Felt, kBlock> inner{};
    for (std::size_t j = 0; j < kBlock; ++j) {
        const bool exists = log_pairs >= kLogBlock || j < std::size_t{1} << log_pairs;
        inner[j] = exists ? w_inverse.pow(bit_reverse(j, log_pairs)).halve() : Felt::zero();
    }
    parallel_ranges(threads(), n, kGrain, [&](std::size_t begin, std::size_t end) {
        std::array<Felt, kBlock> points{};
        for (std::size_t i = begin; i < end;) {
            const std::size_t pair = first / 2 + i;
            const std::size_t low = pair % kBlock;
            const std::size_t count = std::min({end - i, kBlock - low, kBlock});
            const Felt outer = w_inverse.pow(bit_reverse(pair - low, log_pairs));
            const std::size_t vectors = whole(count);
            for (std::size_t j = 0; j < count; ++j) points[j] = inner[low + j] * outer;
            kernels_.ntt->fold_codeword(
                words(out.subspan(i, vectors)),
                words(in.subspan(2 * i, 2 * vectors)),
                vectors,
                words(points.data()),
                &factor
            );
            if (vectors < count) {
                ReferenceBackend::fold_codeword(
                    out.subspan(i + vectors, count - vectors),
                    in.subspan(2 * (i + vectors), 2 * (count - vectors)),
                    r,
                    first + 2 * (i + vectors),
                    log_n
                );
            }
            i += count;
        }
    });
    ReferenceBackend::fold_codeword(
        out.subspan(n, out.size - n), in.subspan(2 * n, 2 * (out.size - n)), r, first + 2 * n, log_n
    );
}

void SimdBackend::extend_skip(Felt* out, const Felt* in, std::size_t n_groups, Felt shift) const {
    const std::size_t n = whole(n_groups);
    constexpr Felt kSixteenth = Felt(16).inverse();
    std::array<Felt, 16> scale{};
    scale[0] = kSixteenth;
    for (std::size_t k = 1; k < 16; ++k) scale[k] = scale[k - 1] * shift;
    kernels_.ntt->extend_skip(words(out), words(in), n, words(scale.data()));
    if (n != n_groups) ReferenceBackend::extend_skip(out + 16 * n, in + 16 * n, n_groups - n, shift);
}

}  // namespace zk
