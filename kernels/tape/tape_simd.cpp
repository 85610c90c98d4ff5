#include "kernels/backend/simd_backend.hpp"
#include "kernels/backend/simd_words.hpp"

#include <cassert>

namespace zk {
namespace {

std::vector<simd::TapeStep> steps_of(const Tape& tape) {
    std::vector<simd::TapeStep> steps;
    steps.reserve(tape.instructions.size());
    for (const Tape::Instruction& s : tape.instructions) {
        steps.push_back({static_cast<std::uint8_t>(s.op), s.dst, s.a, s.b});
    }
    return steps;
}

std::vector<simd::ExtWords> words_of(std::span<const FeltExt> values) {
    std::vector<simd::ExtWords> out;
    out.reserve(values.size());
    for (const FeltExt& x : values) out.push_back(words(x));
    return out;
}

}  // namespace

void SimdBackend::run_tape(
    const Tape& tape, ExtSpan out, std::span<const Felt* const> inputs, std::span<const FeltExt> coefficients
) const {
    assert(inputs.size() >= tape.n_inputs && coefficients.size() >= tape.n_coefficients);
    const std::size_t n = whole(out.size);
    const auto steps = steps_of(tape);
    const auto factors = words_of(coefficients);
    std::vector<const simd::Word*> at(tape.n_registers);
    std::vector<simd::Word> scratch(kernels_.tape->scratch_base(tape.n_registers));
    kernels_.tape->run_base(
        steps.data(),
        steps.size(),
        words(tape.constants.data()),
        tape.n_registers,
        words(out),
        n,
        words(inputs.data()),
        factors.data(),
        at.data(),
        scratch.data()
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
    const auto steps = steps_of(tape);
    const auto factors = words_of(coefficients);
    std::vector<simd::ConstPlanes> planes;
    for (const ConstExtSpan& input : inputs) planes.push_back(words(input));
    std::vector<simd::ConstPlanes> at(tape.n_registers);
    std::vector<simd::Word> scratch(kernels_.tape->scratch_ext(tape.n_registers));
    kernels_.tape->run_ext(
        steps.data(),
        steps.size(),
        words(tape.constants.data()),
        tape.n_registers,
        words(out),
        n,
        planes.data(),
        factors.data(),
        at.data(),
        scratch.data()
    );
    if (n == out.size) return;
    std::vector<ConstExtSpan> rest;
    for (const ConstExtSpan& input : inputs) rest.push_back(input.subspan(n, input.size - n));
    ReferenceBackend::run_tape(tape, out.subspan(n, out.size - n), rest, coefficients);
}

}  // namespace zk
