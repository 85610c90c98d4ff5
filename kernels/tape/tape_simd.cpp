#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"

#include <cassert>
#include <memory>

namespace zk {
namespace {

/// The words of extension elements that lie one after another.
const simd::Word* words_of(std::span<const FeltExt> values) {
    return values.empty() ? nullptr : words(values.data()->c.data());
}

}  // namespace

void SimdBackend::run_tape(
    const Tape& tape, ExtSpan out, std::span<const Felt* const> inputs, std::span<const FeltExt> coefficients
) const {
    assert(inputs.size() >= tape.n_inputs && coefficients.size() >= tape.n_coefficients);
    const std::size_t n = whole(out.size);
    const auto at = std::make_unique_for_overwrite<const simd::Word*[]>(tape.n_registers);
    const auto scratch = std::make_unique_for_overwrite<simd::Word[]>(kernels_.tape->scratch_base(tape.n_computed));
    kernels_.tape->run_base(
        tape.instructions.data(),
        tape.instructions.size(),
        words(tape.constants.data()),
        tape.n_computed,
        words(out),
        n,
        words(inputs.data()),
        words_of(coefficients),
        at.get(),
        scratch.get()
    );
    if (n == out.size) return;
    std::vector<const Felt*> rest;
    for (const Felt* input : inputs) rest.push_back(input + n);
    ReferenceBackend::run_tape(tape, out.subspan(n, out.size - n), rest, coefficients);
}

void SimdBackend::run_tape(
    const Tape& tape, ExtSpan out, std::span<const ConstExtSpan> inputs, std::span<const FeltExt> coefficients
) const {
    assert(inputs.size() >= tape.n_inputs && coefficients.size() >= tape.n_coefficients);
    const std::size_t n = whole(out.size);
    std::vector<simd::ConstPlanes> planes;
    for (const ConstExtSpan& input : inputs) planes.push_back(words(input));
    const auto at = std::make_unique_for_overwrite<simd::ConstPlanes[]>(tape.n_registers);
    const auto scratch = std::make_unique_for_overwrite<simd::Word[]>(kernels_.tape->scratch_ext(tape.n_computed));
    kernels_.tape->run_ext(
        tape.instructions.data(),
        tape.instructions.size(),
        words(tape.constants.data()),
        tape.n_computed,
        words(out),
        n,
        planes.data(),
        words_of(coefficients),
        at.get(),
        scratch.get()
    );
    if (n == out.size) return;
    std::vector<ConstExtSpan> rest;
    for (const ConstExtSpan& input : inputs) rest.push_back(input.subspan(n, input.size - n));
    ReferenceBackend::run_tape(tape, out.subspan(n, out.size - n), rest, coefficients);
}

}  // namespace zk
