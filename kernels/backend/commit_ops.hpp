#pragma once
// What committing needs from a back end. Implemented by the reference, AVX2 and CUDA back ends under one test suite.
// Every operation is a pure function of its arguments; results never depend on threads or back end. Host pointers throughout.

#include "kernels/field/felt_ext.hpp"
#include "kernels/hash/poseidon2.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace zk {

class CommitOps {
  public:
    virtual ~CommitOps() = default;

    /// "reference", "avx2", "avx512", "cuda": tests assert it, reports print it.
    [[nodiscard]] virtual const char* name() const noexcept = 0;

    /// Reed-Solomon encoding, one column at a time. messages[j]: 2^log_message coefficients, natural order; codewords[j]: 2^(log_message +
    /// log_blowup) evaluations over the subgroup of that order, in bit-reversed order: codewords[j][i] = f(w^brev(i)),
    /// w = Felt::root_of_unity(log_message + log_blowup). log_message >= 0, log_blowup >= 1. Outputs do not overlap inputs.
    virtual void encode(
        std::span<Felt* const> codewords, std::span<const Felt* const> messages, int log_message, int log_blowup
    ) const = 0;

    /// In place over 2^log_n elements: coefficients in natural order -> evaluations in bit-reversed order, and back.
    virtual void ntt(Felt* values, int log_n) const = 0;
    virtual void inverse_ntt(Felt* values, int log_n) const = 0;

    /// Leaf i is positions [i << log_positions, (i + 1) << log_positions) of all columns, position-major (all columns of a position, then the
    /// next position), hashed by poseidon_hash. out[i - first_leaf] for leaves first_leaf .. first_leaf + out.size().
    virtual void hash_leaves(
        std::span<Digest> out, std::span<const Felt* const> columns, std::size_t first_leaf, int log_positions
    ) const = 0;

    /// parents[i] = poseidon_compress(children[2i], children[2i + 1]). children.size() == 2 * parents.size(); no overlap.
    virtual void compress_layer(std::span<Digest> parents, std::span<const Digest> children) const = 0;

    /// The permutation on each state, in place.
    virtual void permute_batch(std::span<PoseidonState> states) const = 0;

    /// Smallest nonce n < p such that, with s = state, s[0] = n, s[1..8) = 0, the permutation of s has a first element whose canonical value
    /// has `bits` low zero bits (0 <= bits <= 27). Empty only when no element below p fits.
    [[nodiscard]] virtual std::optional<std::uint32_t> grind(const PoseidonState& state, int bits) const = 0;
};

}  // namespace zk
