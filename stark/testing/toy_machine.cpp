#include "stark/testing/toy_machine.hpp"

#include <algorithm>
#include <random>

namespace zk::stark::testing {
namespace {

enum Bus : std::uint32_t { kState = 1, kByte = 2, kFetch = 3, kCube = 4 };

constexpr std::uint32_t increment_of(std::uint32_t pc) {
    return 7 * pc * pc + 3;
}

/// One step: consumes (clock, pc, x), sends (clock + 1, pc', x + increment), fetches (pc, increment), looks up (low, high, low & high).
template <class T>
struct StepColumns {
    T is_real;
    T clock;
    T pc;
    T next_pc;
    T x;
    T increment;
    T low;
    T high;
    T both;
};

template <class T>
struct CubeColumns {
    T is_real;
    T is_sender;
    T x;
    T square;
};

template <class T>
struct ByteColumns {
    T multiplicity;
};

template <class T>
struct AloneColumns {
    T x;
    T y;
};

Table steps_table() {
    AirBuilder b;
    const auto c = b.main_columns<StepColumns>("step");
    b.assert_bool("is_real", c.is_real);
    // pc + 1 modulo 16: the wrap is the difference 16.
    b.assert_zero("next_pc", c.is_real * (c.next_pc - c.pc - 1) * (c.next_pc - c.pc + 15));
    b.receive("consume", kState, c.is_real, {c.clock, c.pc, c.x});
    b.send("produce", kState, c.is_real, {c.clock + 1, c.next_pc, c.x + c.increment});
    b.send("fetch", kFetch, c.is_real, {c.pc, c.increment});
    b.send("byte", kByte, c.is_real, {c.low, c.high, c.both});
    return {"steps", b.take(), false, 0, true};
}

Table cubes_table() {
    AirBuilder b;
    const auto c = b.main_columns<CubeColumns>("cube");
    b.assert_bool("is_real", c.is_real);
    b.assert_bool("is_sender", c.is_sender);
    b.assert_zero("sender is real", c.is_sender * (1 - c.is_real));
    b.assert_zero("square", c.x * c.x - c.square);
    // The last field has degree 2; senders and receivers meet in pairs.
    b.send("pair", kCube, c.is_sender * 2 - c.is_real, {c.x, c.square * c.x});
    return {"cubes", b.take(), false, 0, false};
}

Table bytes_table() {
    AirBuilder b;
    const auto c = b.main_columns<ByteColumns>("byte");
    const Expr low = b.closed_form_column("low", index_bits(0, 4));
    const Expr high = b.closed_form_column("high", index_bits(4, 4));
    const Expr both = b.closed_form_column("both", index_and(0, 4, 4));
    b.receive("byte", kByte, c.multiplicity, {low, high, both});
    return {"bytes", b.take(), true, 8, false};
}

Table program_table() {
    AirBuilder b;
    const auto c = b.main_columns<ByteColumns>("fetch");
    const Expr pc = b.program_column("pc");
    const Expr increment = b.program_column("increment");
    b.receive("fetch", kFetch, c.multiplicity, {pc, increment});
    return {"program", b.take(), true, kHeightFromKey, false};
}

Table alone_table() {
    AirBuilder b;
    const auto c = b.main_columns<AloneColumns>("alone");
    b.assert_zero("cube", c.x * c.x * c.x - c.y);
    return {"alone", b.take(), false, 0, false};
}

template <template <class> class Columns>
void put_row(Trace& trace, std::size_t row, const Columns<Felt>& values) {
    const auto* const flat = reinterpret_cast<const Felt*>(&values);
    for (std::size_t j = 0; j < sizeof(values) / sizeof(Felt); ++j) trace.column(j)[row] = flat[j];
}

/// Instances of one table, filled first to last.
template <template <class> class Columns>
void add_rows(std::vector<Trace>& traces, std::uint32_t table, const std::vector<Columns<Felt>>& rows) {
    std::size_t next = 0;
    for (const int h : instance_heights(rows.size(), sizeof(Columns<Felt>) / sizeof(Felt))) {
        Trace trace(table, h, sizeof(Columns<Felt>) / sizeof(Felt));
        for (std::size_t r = 0; r < trace.height() && next < rows.size(); ++r) put_row<Columns>(trace, r, rows[next++]);
        traces.push_back(std::move(trace));
    }
}

}  // namespace

const Machine& toy_machine() {
    static const Machine kMachine = [] {
        std::vector<Table> tables;
        tables.push_back(steps_table());
        tables.push_back(cubes_table());
        tables.push_back(bytes_table());
        tables.push_back(program_table());
        tables.push_back(alone_table());
        return Machine(
            "toy", std::move(tables), {.log_stack_small = 13, .log_stack_large = 14, .large_above_rows = 1u << 14}
        );
    }();
    return kMachine;
}

Trace toy_program() {
    Trace program(kProgramRows, 4, 2);
    for (std::uint32_t pc = 0; pc < 16; ++pc) {
        program.column(0)[pc] = Felt(pc);
        program.column(1)[pc] = Felt(increment_of(pc));
    }
    return program;
}

std::vector<BoundaryTerm> toy_boundary(std::span<const Felt> statement) {
    return {
        {false, kState, {Felt(1), Felt(0), statement[0]}},
        {true, kState, {statement[2] + Felt(1), Felt(statement[2].value() % 16), statement[1]}},
    };
}

ToyRun run_toy(const ToyInput& input) {
    std::mt19937 random(input.seed);
    const Felt one = Felt::one();
    const Felt zero = Felt::zero();
    Trace bytes(kBytes, 8, 1);
    Trace fetches(kProgramRows, 4, 1);

    std::vector<StepColumns<Felt>> steps;
    const Felt first(random() % 1000);
    Felt x = first;
    for (std::size_t i = 0; i < input.n_steps; ++i) {
        const auto pc = static_cast<std::uint32_t>(i % 16);
        const std::uint32_t low = random() % 16;
        const std::uint32_t high = random() % 16;
        const Felt increment(increment_of(pc));
        steps.push_back(
            {one,
             Felt(static_cast<std::uint32_t>(i) + 1),
             Felt(pc),
             Felt((pc + 1) % 16),
             x,
             increment,
             Felt(low),
             Felt(high),
             Felt(low & high)}
        );
        bytes.column(0)[low + 16 * high] += one;
        fetches.column(0)[pc] += one;
        x += increment;
    }
    std::vector<CubeColumns<Felt>> cubes;
    for (std::size_t i = 0; i < input.n_cubes; ++i) {
        const Felt value(random());
        cubes.push_back({one, one, value, value * value});
        cubes.push_back({one, zero, value, value * value});
    }
    std::vector<AloneColumns<Felt>> alone;
    for (std::size_t i = 0; i < input.n_alone; ++i) {
        const Felt value(random());
        alone.push_back({value, value * value * value});
    }

    ToyRun run;
    add_rows<StepColumns>(run.traces, kSteps, steps);
    add_rows<CubeColumns>(run.traces, kCubes, cubes);
    run.traces.push_back(std::move(bytes));
    run.traces.push_back(std::move(fetches));
    add_rows<AloneColumns>(run.traces, kAlone, alone);
    std::stable_sort(run.traces.begin(), run.traces.end(), [](const Trace& a, const Trace& b) {
        return a.log_height != b.log_height ? a.log_height > b.log_height : a.table < b.table;
    });
    run.statement = {first, x, Felt(static_cast<std::uint32_t>(input.n_steps))};
    run.boundary = toy_boundary(run.statement);
    return run;
}

}  // namespace zk::stark::testing
