// Radix-2 transforms between natural and bit-reversed order: decimation in frequency forwards, its mirror image back.

#include "kernels/backend/parallel.hpp"
#include "kernels/backend/reference_backend.hpp"
#include "kernels/ntt/bit_reverse.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

namespace zk {
namespace {

constexpr std::size_t kGrain = std::size_t{1} << 13;

std::vector<Felt> powers(Felt root, std::size_t count) {
    std::vector<Felt> out(count);
    Felt power = Felt::one();
    for (Felt& x : out) {
        x = power;
        power *= root;
    }
    return out;
}

/// twiddles[j] = w^j, j < n/2, w of order n.
void forward(int threads, Felt* values, int log_n, const std::vector<Felt>& twiddles) {
    const std::size_t n = std::size_t{1} << log_n;
    for (int layer = log_n - 1; layer >= 0; --layer) {
        const std::size_t half = std::size_t{1} << layer;
        const int log_step = log_n - 1 - layer;
        parallel_ranges(threads, n / 2, kGrain, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const std::size_t j = i & (half - 1);
                Felt* const at = values + 2 * (i - j) + j;
                const Felt u = at[0];
                const Felt v = at[half];
                at[0] = u + v;
                at[half] = (u - v) * twiddles[j << log_step];
            }
        });
    }
}

/// inverse_twiddles[j] = w^-j, j < n/2.
void backward(int threads, Felt* values, int log_n, const std::vector<Felt>& inverse_twiddles) {
    const std::size_t n = std::size_t{1} << log_n;
    for (int layer = 0; layer < log_n; ++layer) {
        const std::size_t half = std::size_t{1} << layer;
        const int log_step = log_n - 1 - layer;
        parallel_ranges(threads, n / 2, kGrain, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const std::size_t j = i & (half - 1);
                Felt* const at = values + 2 * (i - j) + j;
                const Felt u = at[0];
                const Felt v = at[half] * inverse_twiddles[j << log_step];
                at[0] = u + v;
                at[half] = u - v;
            }
        });
    }
    const Felt scale = Felt(static_cast<std::uint32_t>(n)).inverse();
    parallel_ranges(threads, n, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) values[i] *= scale;
    });
}

}  // namespace

void ReferenceBackend::encode(
    std::span<Felt* const> codewords, std::span<const Felt* const> messages, int log_message, int log_blowup
) const {
    assert(codewords.size() == messages.size());
    const int log_n = log_message + log_blowup;
    const std::size_t n_message = std::size_t{1} << log_message;
    const std::size_t n = std::size_t{1} << log_n;
    const std::vector<Felt> twiddles = powers(Felt::root_of_unity(log_n), n / 2);
    parallel_ranges(threads(), codewords.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t j = begin; j < end; ++j) {
            std::copy_n(messages[j], n_message, codewords[j]);
            std::fill(codewords[j] + n_message, codewords[j] + n, Felt::zero());
            forward(1, codewords[j], log_n, twiddles);
        }
    });
}

void ReferenceBackend::ntt(Felt* values, int log_n) const {
    forward(threads(), values, log_n, powers(Felt::root_of_unity(log_n), (std::size_t{1} << log_n) / 2));
}

void ReferenceBackend::inverse_ntt(Felt* values, int log_n) const {
    backward(threads(), values, log_n, powers(Felt::root_of_unity(log_n).inverse(), (std::size_t{1} << log_n) / 2));
}

void ReferenceBackend::fold_codeword(ExtSpan out, ConstExtSpan in, const FeltExt& r, std::size_t first, int log_n)
    const {
    assert(in.size == 2 * out.size && first % 2 == 0);
    const Felt w_inverse = Felt::root_of_unity(log_n).inverse();
    parallel_ranges(threads(), out.size, 1024, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const Felt x_inverse = w_inverse.pow(bit_reverse(first + 2 * i, log_n));
            const FeltExt plus = in[2 * i];
            const FeltExt minus = in[2 * i + 1];
            const FeltExt even = (plus + minus) * Felt::one().halve();
            const FeltExt odd = (plus - minus) * (x_inverse.halve());
            out.set(i, even + r * (odd - even));
        }
    });
}

void ReferenceBackend::extend_skip(Felt* out, const Felt* in, std::size_t n_groups, Felt shift) const {
    // L_j(shift * omega^i) = 1/16 sum_k (shift * omega^(i - j))^k depends on i - j alone.
    std::array<Felt, 16> lagrange{};
    const Felt omega = Felt::root_of_unity(4);
    for (int d = 0; d < 16; ++d) {
        const Felt x = shift * omega.pow(static_cast<std::uint64_t>(d));
        Felt sum = Felt::zero();
        for (std::uint64_t k = 0; k < 16; ++k) sum += x.pow(k);
        lagrange[d] = sum * Felt(16).inverse();
    }
    for (std::size_t g = 0; g < n_groups; ++g) {
        for (int i = 0; i < 16; ++i) {
            Felt sum = Felt::zero();
            for (int j = 0; j < 16; ++j) sum += lagrange[(i - j) & 15] * in[16 * g + j];
            out[16 * g + i] = sum;
        }
    }
}

}  // namespace zk
