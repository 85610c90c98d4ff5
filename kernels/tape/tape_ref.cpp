#include "kernels/backend/reference_backend.hpp"

#include <cassert>
#include <vector>

namespace zk {
namespace {

/// Value is Felt or FeltExt; input(k, l) is lane l of input k.
template <class Value, class Input>
void run(const Tape& tape, ExtSpan out, std::span<const FeltExt> coefficients, const Input& input) {
    std::vector<Value> r(tape.n_registers);
    for (std::size_t lane = 0; lane < out.size; ++lane) {
        FeltExt sum = FeltExt::zero();
        for (const Tape::Instruction& step : tape.instructions) {
            switch (step.op) {
                case Tape::Op::kInput:
                    r[step.dst] = input(step.a, lane);
                    break;
                case Tape::Op::kConstant:
                    r[step.dst] = Value(tape.constants[step.a]);
                    break;
                case Tape::Op::kAdd:
                    r[step.dst] = r[step.a] + r[step.b];
                    break;
                case Tape::Op::kSub:
                    r[step.dst] = r[step.a] - r[step.b];
                    break;
                case Tape::Op::kMul:
                    r[step.dst] = r[step.a] * r[step.b];
                    break;
                case Tape::Op::kOutput:
                    sum += coefficients[step.b] * r[step.a];
                    break;
            }
        }
        out.set(lane, sum);
    }
}

}  // namespace

void ReferenceBackend::run_tape(
    const Tape& tape, ExtSpan out, std::span<const Felt* const> inputs, std::span<const FeltExt> coefficients
) const {
    assert(inputs.size() >= tape.n_inputs && coefficients.size() >= tape.n_coefficients);
    run<Felt>(tape, out, coefficients, [&](std::size_t k, std::size_t lane) { return inputs[k][lane]; });
}

void ReferenceBackend::run_tape(
    const Tape& tape, ExtSpan out, std::span<const ConstExtSpan> inputs, std::span<const FeltExt> coefficients
) const {
    assert(inputs.size() >= tape.n_inputs && coefficients.size() >= tape.n_coefficients);
    run<FeltExt>(tape, out, coefficients, [&](std::size_t k, std::size_t lane) { return inputs[k][lane]; });
}

}  // namespace zk
