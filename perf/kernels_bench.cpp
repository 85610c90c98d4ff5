// kernels/<operation>/<shape>: the array operations of one core, throughput only. items/s counts what the operation's floor counts: permutations,
// butterflies, output elements, terms of a sum, tape instructions times lanes. The label names the back end that ran.

#include "kernels/backend/backend.hpp"

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

namespace zk {
namespace {

std::vector<Felt> some_felts(std::size_t n) {
    std::vector<Felt> out(n);
    std::uint64_t x = 88172645463325252ull;
    for (Felt& f : out) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        f = Felt::from_montgomery(static_cast<std::uint32_t>(x >> 33) % Felt::kModulus);
    }
    return out;
}

struct Planes {
    explicit Planes(std::size_t n) : size(n), data(some_felts(5 * n)) {}
    [[nodiscard]] ExtSpan span() { return {data.data(), size, size}; }
    [[nodiscard]] ConstExtSpan view() const { return {data.data(), size, size}; }
    std::size_t size;
    std::vector<Felt> data;
};

FeltExt some_ext() {
    return Planes(3).view()[2];
}

using Run = void (*)(benchmark::State&, const Backend&, std::size_t);

void done(benchmark::State& state, std::size_t items_per_iteration) {
    state.SetItemsProcessed(
        static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(items_per_iteration)
    );
}

void permute(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto words = some_felts(16 * n);
    std::vector<PoseidonState> states(n);
    for (std::size_t i = 0; i < 16 * n; ++i) states[i / 16][i % 16] = words[i];
    for (auto _ : state) {
        ops.permute_batch(states);
        benchmark::DoNotOptimize(states.data());
    }
    done(state, n);
}

void compress(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto words = some_felts(16 * n);
    std::vector<Digest> children(2 * n), parents(n);
    for (std::size_t i = 0; i < 16 * n; ++i) children[i / 8].words[i % 8] = words[i];
    for (auto _ : state) {
        ops.compress_layer(parents, children);
        benchmark::DoNotOptimize(parents.data());
    }
    done(state, n);
}

/// n leaves of 40 columns x 4 positions; items are permutations.
void hash_leaves(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto words = some_felts(40 * 4 * n);
    std::vector<const Felt*> columns;
    for (std::size_t j = 0; j < 40; ++j) columns.push_back(words.data() + j * 4 * n);
    std::vector<Digest> out(n);
    for (auto _ : state) {
        ops.hash_leaves(out, columns, 0, 2);
        benchmark::DoNotOptimize(out.data());
    }
    done(state, n * 20);
}

/// 12 bits; items are permutations tried.
void grind(benchmark::State& state, const Backend& ops, std::size_t) {
    PoseidonState capacity{};
    for (std::size_t i = 0; i < 16; ++i) capacity[i] = Felt(static_cast<std::uint32_t>(7 * i));
    std::size_t tried = 0;
    for (auto _ : state) {
        capacity[8] += Felt::one();
        tried += std::size_t{*ops.grind(capacity, 12)} + 1;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(tried));
}

std::size_t log2_of(std::size_t n) {
    std::size_t log = 0;
    while (n >> (log + 1) != 0) ++log;
    return log;
}

/// Items are butterflies.
void ntt(benchmark::State& state, const Backend& ops, std::size_t n) {
    auto values = some_felts(n);
    const auto log_n = static_cast<int>(log2_of(n));
    for (auto _ : state) {
        ops.ntt(values.data(), log_n);
        benchmark::DoNotOptimize(values.data());
    }
    done(state, n / 2 * static_cast<std::size_t>(log_n));
}

/// 4 columns at rate 1/2; items are cells of the message.
void encode(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto message = some_felts(4 * n);
    std::vector<Felt> codeword(8 * n);
    std::vector<const Felt*> in;
    std::vector<Felt*> out;
    for (std::size_t j = 0; j < 4; ++j) {
        in.push_back(message.data() + j * n);
        out.push_back(codeword.data() + j * 2 * n);
    }
    for (auto _ : state) {
        ops.encode(out, in, static_cast<int>(log2_of(n)), 1);
        benchmark::DoNotOptimize(codeword.data());
    }
    done(state, 4 * n);
}

void fold_codeword(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes in(2 * n);
    Planes out(n);
    const FeltExt r = some_ext();
    for (auto _ : state) {
        ops.fold_codeword(out.span(), in.view(), r, 0, static_cast<int>(log2_of(2 * n)));
        benchmark::DoNotOptimize(out.data.data());
    }
    done(state, n);
}

void extend_skip(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto in = some_felts(16 * n);
    std::vector<Felt> out(16 * n);
    for (auto _ : state) {
        ops.extend_skip(out.data(), in.data(), n, Felt(31));
        benchmark::DoNotOptimize(out.data());
    }
    done(state, 16 * n);
}

void batch_inverse(benchmark::State& state, const Backend& ops, std::size_t n) {
    auto values = some_felts(n);
    for (auto _ : state) {
        ops.batch_inverse(values);
        benchmark::DoNotOptimize(values.data());
    }
    done(state, n);
}

void eq_table(benchmark::State& state, const Backend& ops, std::size_t n) {
    Planes out(n);
    const std::vector<FeltExt> point(log2_of(n), some_ext());
    for (auto _ : state) {
        ops.eq_table(out.span(), point, FeltExt::one());
        benchmark::DoNotOptimize(out.data.data());
    }
    done(state, n);
}

void fold(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes in(2 * n);
    Planes out(n);
    const FeltExt r = some_ext();
    for (auto _ : state) {
        ops.fold(out.span(), in.view(), r);
        benchmark::DoNotOptimize(out.data.data());
    }
    done(state, n);
}

/// Items are input cells.
void fold_skip(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto in = some_felts(16 * n);
    Planes out(n);
    const std::vector<FeltExt> weights(16, some_ext());
    for (auto _ : state) {
        ops.fold_skip(out.span(), in, std::span<const FeltExt, 16>(weights));
        benchmark::DoNotOptimize(out.data.data());
    }
    done(state, 16 * n);
}

/// 40 columns; items are cells.
void combine_columns(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto in = some_felts(40 * n);
    std::vector<const Felt*> columns;
    for (std::size_t j = 0; j < 40; ++j) columns.push_back(in.data() + j * n);
    const std::vector<FeltExt> weights(40, some_ext());
    Planes out(n);
    for (auto _ : state) {
        ops.combine_columns(out.span(), columns, weights);
        benchmark::DoNotOptimize(out.data.data());
    }
    done(state, 40 * n);
}

void dot_base(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes weights(n);
    const auto values = some_felts(n);
    for (auto _ : state) benchmark::DoNotOptimize(ops.dot(weights.view(), values));
    done(state, n);
}

void dot_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes weights(n);
    const Planes values(n);
    for (auto _ : state) benchmark::DoNotOptimize(ops.dot(weights.view(), values.view()));
    done(state, n);
}

void product_round(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes w(n);
    const Planes q(n);
    for (auto _ : state) benchmark::DoNotOptimize(ops.product_round(w.view(), q.view()));
    done(state, n);
}

/// n leaves or nodes in.
void fraction_layer_base(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto p = some_felts(n);
    const Planes q(n);
    Planes p_out(n / 2), q_out(n / 2);
    for (auto _ : state) ops.fraction_layer(p_out.span(), q_out.span(), p, q.view());
    done(state, n);
}

void fraction_layer_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes p(n), q(n);
    Planes p_out(n / 2), q_out(n / 2);
    for (auto _ : state) ops.fraction_layer(p_out.span(), q_out.span(), p.view(), q.view());
    done(state, n);
}

void fraction_round_base(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto p = some_felts(n);
    const Planes q(n), eq(n / 4);
    const FeltExt gamma = some_ext();
    for (auto _ : state) benchmark::DoNotOptimize(ops.fraction_round(p, q.view(), eq.view(), gamma));
    done(state, n);
}

void fraction_round_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes p(n), q(n), eq(n / 4);
    for (auto _ : state) benchmark::DoNotOptimize(ops.fraction_round(p.view(), q.view(), eq.view(), some_ext()));
    done(state, n);
}

void fraction_round_short_base(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto p = some_felts(n);
    const Planes q(n);
    Planes eq(n / 4);
    ops.eq_table(eq.span(), std::vector<FeltExt>(log2_of(n / 4), some_ext()), FeltExt::one());
    for (auto _ : state) benchmark::DoNotOptimize(ops.fraction_round_short(p, q.view(), eq.view(), some_ext()));
    done(state, n);
}

void fraction_round_short_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes p(n), q(n);
    Planes eq(n / 4);
    ops.eq_table(eq.span(), std::vector<FeltExt>(log2_of(n / 4), some_ext()), FeltExt::one());
    for (auto _ : state) {
        benchmark::DoNotOptimize(ops.fraction_round_short(p.view(), q.view(), eq.view(), some_ext()));
    }
    done(state, n);
}

/// n groups of 16; items are values.
void skip_sums(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes weights(n), values(16 * n);
    for (auto _ : state) benchmark::DoNotOptimize(ops.skip_sums(weights.view(), values.view()));
    done(state, 16 * n);
}

/// 20 columns; items are cells.
void combine_columns_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const std::vector<Planes> cells(20, Planes(n));
    std::vector<ConstExtSpan> columns;
    for (const Planes& p : cells) columns.push_back(p.view());
    const std::vector<FeltExt> weights(20, some_ext());
    Planes out(n);
    for (auto _ : state) ops.combine_columns(out.span(), columns, weights);
    done(state, 20 * n);
}

void fraction_fold_base(benchmark::State& state, const Backend& ops, std::size_t n) {
    const auto in = some_felts(n);
    Planes out(n / 2);
    for (auto _ : state) ops.fraction_fold(out.span(), in, some_ext());
    done(state, n);
}

void fraction_fold_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Planes in(n);
    Planes out(n / 2);
    for (auto _ : state) ops.fraction_fold(out.span(), in.view(), some_ext());
    done(state, n);
}

/// 30 inputs, 100 products and sums, 20 outputs; items are steps times lanes.
Tape a_tape() {
    Tape tape;
    tape.n_registers = 60;
    tape.n_computed = 60;
    tape.n_inputs = 30;
    tape.n_coefficients = 20;
    tape.constants = some_felts(1);
    for (std::uint16_t i = 0; i < 30; ++i) tape.instructions.push_back({Tape::Op::kInput, i, i, 0});
    for (std::uint16_t i = 0; i < 100; ++i) {
        const auto dst = static_cast<std::uint16_t>(30 + i % 30);
        const auto a = static_cast<std::uint16_t>(i % 30);
        const auto b = static_cast<std::uint16_t>((7 * i + 1) % 30);
        tape.instructions.push_back({i % 2 == 0 ? Tape::Op::kMul : Tape::Op::kSub, dst, a, b});
    }
    for (std::uint16_t i = 0; i < 20; ++i)
        tape.instructions.push_back({Tape::Op::kOutput, 0, static_cast<std::uint16_t>(30 + i), i});
    return tape;
}

void tape_base(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Tape tape = a_tape();
    const auto cells = some_felts(30 * n);
    std::vector<const Felt*> inputs;
    for (std::size_t k = 0; k < 30; ++k) inputs.push_back(cells.data() + k * n);
    const std::vector<FeltExt> coefficients(20, some_ext());
    Planes out(n);
    for (auto _ : state) ops.run_tape(tape, out.span(), inputs, coefficients);
    done(state, n * tape.instructions.size());
}

void tape_ext(benchmark::State& state, const Backend& ops, std::size_t n) {
    const Tape tape = a_tape();
    const std::vector<Planes> cells(30, Planes(n));
    std::vector<ConstExtSpan> inputs;
    for (const Planes& p : cells) inputs.push_back(p.view());
    const std::vector<FeltExt> coefficients(20, some_ext());
    Planes out(n);
    for (auto _ : state) ops.run_tape(tape, out.span(), inputs, coefficients);
    done(state, n * tape.instructions.size());
}

struct Operation {
    const char* name;
    Run run;
    std::vector<std::size_t> sizes;
};

const std::vector<Operation>& operations() {
    static const std::vector<Operation> kOperations = {
        {"permute_batch", permute, {1024}},
        {"compress_layer", compress, {1024}},
        {"hash_leaves", hash_leaves, {256}},
        {"grind", grind, {12}},
        {"ntt", ntt, {std::size_t{1} << 12, std::size_t{1} << 16, std::size_t{1} << 20}},
        {"encode", encode, {std::size_t{1} << 16, std::size_t{1} << 20}},
        {"fold_codeword", fold_codeword, {std::size_t{1} << 14}},
        {"extend_skip", extend_skip, {64}},
        {"batch_inverse", batch_inverse, {4096}},
        {"eq_table", eq_table, {std::size_t{1} << 14}},
        {"fold", fold, {1024, std::size_t{1} << 18}},
        {"fold_skip", fold_skip, {1024}},
        {"combine_columns", combine_columns, {4096}},
        {"dot_base", dot_base, {4096}},
        {"dot_ext", dot_ext, {4096}},
        {"product_round", product_round, {4096}},
        {"fraction_layer_base", fraction_layer_base, {4096}},
        {"fraction_layer_ext", fraction_layer_ext, {4096}},
        {"fraction_round_base", fraction_round_base, {4096}},
        {"fraction_round_ext", fraction_round_ext, {4096, std::size_t{1} << 18}},
        {"fraction_round_short_base", fraction_round_short_base, {4096}},
        {"fraction_round_short_ext", fraction_round_short_ext, {4096, std::size_t{1} << 18}},
        {"skip_sums", skip_sums, {16}},
        {"combine_columns_ext", combine_columns_ext, {1024}},
        {"fraction_fold_base", fraction_fold_base, {4096}},
        {"fraction_fold_ext", fraction_fold_ext, {4096}},
        {"tape_base", tape_base, {256}},
        {"tape_ext", tape_ext, {256}}};
    return kOperations;
}

void register_all(const std::string& prefix, const std::shared_ptr<const Backend>& backend) {
    for (const Operation& operation : operations()) {
        for (const std::size_t size : operation.sizes) {
            const std::string name = prefix + operation.name + "/" + std::to_string(size);
            benchmark::RegisterBenchmark(name.c_str(), [backend, run = operation.run, size](benchmark::State& state) {
                state.SetLabel(backend->name());
                run(state, *backend, size);
            });
        }
    }
}

}  // namespace
}  // namespace zk

int main(int argc, char** argv) {
    zk::register_all("kernels/", zk::make_cpu_backend(1));
    zk::register_all("kernels_reference/", zk::make_reference_backend(1));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
