#include "vm/machine/trace_generation.hpp"

#include "vm/chips/add/add.hpp"
#include "vm/chips/bitwise/bitwise.hpp"
#include "vm/chips/branch/branch.hpp"
#include "vm/chips/compare/compare.hpp"
#include "vm/chips/compress/compress.hpp"
#include "vm/chips/divide/divide.hpp"
#include "vm/chips/ecall/ecall.hpp"
#include "vm/chips/hint/hint.hpp"
#include "vm/chips/jump_register/jump_register.hpp"
#include "vm/chips/keccak/keccak.hpp"
#include "vm/chips/load/load.hpp"
#include "vm/chips/memory_copy/memory_copy.hpp"
#include "vm/chips/mul/mul.hpp"
#include "vm/chips/program/program_table.hpp"
#include "vm/chips/refresh/refresh.hpp"
#include "vm/chips/reveal/reveal.hpp"
#include "vm/chips/set/set.hpp"
#include "vm/chips/sha256/sha256.hpp"
#include "vm/chips/shift/shift.hpp"
#include "vm/chips/store/store.hpp"
#include "vm/chips/tree/tree.hpp"
#include "vm/chips/u256/u256.hpp"
#include "vm/machine/lookup_counts.hpp"
#include "vm/machine/rv32im.hpp"

#include <algorithm>
#include <array>

namespace zk::vm {
namespace {

/// Cells filled by one task; and rows of a cache line of a column, written together because columns are powers of two apart.
constexpr std::size_t kBlockCells = std::size_t{1} << 17;
constexpr std::size_t kLine = 16;
static_assert((std::size_t{1} << stark::kMinLogHeight) % kLine == 0);

class Generator {
  public:
    Generator(const Program& program, int threads) : program_(program), threads_(threads) {}

    /// Instances of a table of n_rows rows; fill(columns, row number, accesses) for each.
    template <template <class> class Columns, class Fill>
    void table(TableId id, std::size_t n_rows, const Fill& fill) {
        using Row = Columns<Felt>;
        constexpr std::size_t kWidth = sizeof(Row) / sizeof(Felt);
        if (n_rows == 0) return;
        const std::size_t first_instance = traces.size();
        for (const int log_height : stark::instance_heights(n_rows, kWidth))
            traces.emplace_back(id, log_height, kWidth);
        stark::Trace* const instances = traces.data() + first_instance;
        const std::size_t rows_of_first = instances[0].height();
        constexpr std::size_t kBlock = std::max<std::size_t>(1, kBlockCells / kWidth / kLine) * kLine;
        const std::size_t n_blocks = (n_rows + kBlock - 1) / kBlock;
        std::vector<Accesses> accesses(n_blocks);

#pragma omp parallel for num_threads(threads_) schedule(dynamic)
        for (std::size_t block = 0; block < n_blocks; ++block) {
            const std::size_t end = std::min(n_rows, (block + 1) * kBlock);
            for (std::size_t row = block * kBlock; row < end; row += kLine) {
                std::array<Row, kLine> line{};
                const std::size_t n = std::min(kLine, end - row);
                for (std::size_t i = 0; i < n; ++i) fill(line[i], row + i, accesses[block]);
                const bool in_first = row < rows_of_first;
                stark::Trace& trace = instances[in_first ? 0 : 1];
                Felt* const out = trace.cells.data() + (in_first ? row : row - rows_of_first);
                const auto* const flat = reinterpret_cast<const Felt*>(line.data());
                for (std::size_t j = 0; j < kWidth; ++j) {
                    for (std::size_t i = 0; i < kLine; ++i) out[(j << trace.log_height) + i] = flat[i * kWidth + j];
                }
            }
        }
        for (const Accesses& part : accesses) {
            refreshes.insert(refreshes.end(), part.refreshes.begin(), part.refreshes.end());
        }
    }

    /// A table whose rows are those of `rows`, each with its instruction.
    template <template <class> class Columns, class Row>
    void instructions(TableId id, const std::vector<Row>& rows) {
        table<Columns>(id, rows.size(), [&](Columns<Felt>& c, std::size_t i, Accesses& accesses) {
            fill(c, rows[i], program_.at(rows[i].pc), accesses);
        });
    }

    /// The same for the rows that go to `id`; `rows` is shared by two tables.
    template <template <class> class Columns>
    void instructions_of(TableId id, const std::vector<AluRow>& rows) {
        std::vector<std::uint32_t> chosen;
        chosen.reserve(rows.size());
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            if (table_of(program_.at(rows[i].pc).op) == id) chosen.push_back(i);
        }
        table<Columns>(id, chosen.size(), [&](Columns<Felt>& c, std::size_t i, Accesses& accesses) {
            const AluRow& row = rows[chosen[i]];
            fill(c, row, program_.at(row.pc), accesses);
        });
    }

    template <template <class> class Columns>
    void branches(TableId id, const std::vector<BranchRow>& rows) {
        table<Columns>(id, rows.size(), [&](Columns<Felt>& c, std::size_t i, Accesses& accesses) {
            fill(c, rows[i], program_.at(rows[i].pc), row_of(rows[i].pc).back(), accesses);
        });
    }

    [[nodiscard]] ProgramRow row_of(std::uint32_t pc) const {
        return program_row(pc, program_.at(pc), program_.code_base, static_cast<std::uint32_t>(program_.code.size()));
    }

    std::vector<stark::Trace> traces;
    std::vector<Refresh> refreshes;

  private:
    const Program& program_;
    int threads_;
};

/// upper, jump and fence in execution order.
std::vector<SetRow> set_rows(const SegmentRecord& record) {
    std::vector<SetRow> rows;
    rows.reserve(record.upper.size() + record.jump.size() + record.fence.size());
    const auto by_clock = [](const SetRow& x, const SetRow& y) { return x.clock < y.clock; };
    const auto append = [&](const auto& list, const auto& convert) {
        const auto middle = static_cast<std::ptrdiff_t>(rows.size());
        for (const auto& row : list) rows.push_back(convert(row));
        std::inplace_merge(rows.begin(), rows.begin() + middle, rows.end(), by_clock);
    };
    const auto from_upper = [](const UpperRow& row) { return SetRow{row.pc, row.clock, row.rd}; };
    append(record.upper, from_upper);
    append(record.jump, from_upper);
    append(record.fence, [](const FenceRow& row) { return SetRow{row.pc, row.clock, {}}; });
    return rows;
}

void tree_tables(Generator& g, const SegmentRecord& record, const TreeUpdate& tree) {
    g.table<TreeNodeColumns>(kTreeNodeTable, tree.nodes.size(), [&](auto& c, std::size_t i, Accesses&) {
        fill(c, tree.nodes[i]);
    });
    g.table<TreeLeafColumns>(kTreeLeafTable, tree.leaves.size(), [&](auto& c, std::size_t i, Accesses&) {
        fill(c, tree.leaves[i], record.touched[i]);
    });

    std::vector<std::array<Digest, 2>> hashed;
    hashed.reserve(2 * (tree.nodes.size() + tree.leaves.size()));
    for (const TreeNodeRow& node : tree.nodes) {
        hashed.push_back({node.left_before, node.right_before});
        if (node.changed) hashed.push_back({node.left_after, node.right_after});
    }
    for (std::size_t i = 0; i < tree.leaves.size(); ++i) {
        hashed.push_back(leaf_operands(record.touched[i].first));
        if (tree.leaves[i].changed) hashed.push_back(leaf_operands(record.touched[i].last));
    }
    g.table<CompressColumns>(kCompressTable, hashed.size(), [&](auto& c, std::size_t i, Accesses&) {
        fill(c, hashed[i][0], hashed[i][1]);
    });
}

stark::Trace program_trace(const Program& program, const SegmentRecord& record) {
    stark::Trace trace(kProgramTable, program_log_height(program), 1);
    for (std::size_t i = 0; i < record.fetch_counts.size(); ++i) trace.cells[i] = Felt(record.fetch_counts[i]);
    return trace;
}

}  // namespace

std::vector<stark::Trace> generate_traces(
    const stark::Machine& machine,
    const Program& program,
    const SegmentRecord& record,
    const TreeUpdate& tree,
    int threads
) {
    Generator g(program, threads);
    const std::vector<SetRow> sets = set_rows(record);
    g.table<SetColumns>(kSetTable, sets.size(), [&](auto& c, std::size_t i, Accesses& accesses) {
        fill(c, sets[i], g.row_of(sets[i].pc), accesses);
    });
    g.instructions_of<AddColumns>(kAddTable, record.add);
    g.instructions_of<AddImmediateColumns>(kAddImmediateTable, record.add);
    g.instructions_of<BitwiseColumns>(kBitwiseTable, record.bitwise);
    g.instructions_of<BitwiseImmediateColumns>(kBitwiseImmediateTable, record.bitwise);
    g.instructions_of<CompareColumns>(kCompareTable, record.compare);
    g.instructions_of<CompareImmediateColumns>(kCompareImmediateTable, record.compare);
    g.instructions_of<ShiftColumns>(kShiftTable, record.shift);
    g.instructions_of<ShiftImmediateColumns>(kShiftImmediateTable, record.shift);
    g.branches<BranchEqualColumns>(kBranchEqualTable, record.branch_equal);
    g.branches<BranchLessColumns>(kBranchLessTable, record.branch_less);
    g.instructions<JumpRegisterColumns>(kJumpRegisterTable, record.jump_register);
    g.instructions<LoadWordColumns>(kLoadWordTable, record.load_word);
    g.instructions<LoadSubColumns>(kLoadSubTable, record.load_sub);
    g.instructions<StoreWordColumns>(kStoreWordTable, record.store_word);
    g.instructions<StoreSubColumns>(kStoreSubTable, record.store_sub);
    g.instructions<MulColumns>(kMulTable, record.mul);
    g.instructions<MulHighColumns>(kMulHighTable, record.mul_high);
    g.instructions<DivideColumns>(kDivideTable, record.divide);
    g.instructions<HintLengthColumns>(kHintLengthTable, record.hint_length);
    g.instructions<HintReadColumns>(kHintReadTable, record.hint_read);
    g.instructions<RevealColumns>(kRevealTable, record.reveal);
    g.instructions<MulModColumns>(kMulModTable, record.mul_mod);
    g.instructions<AddModColumns>(kAddModTable, record.add_mod);
    g.table<ExitColumns>(kExitTable, record.exit.size(), [&](auto& c, std::size_t i, Accesses& accesses) {
        fill(c, record.exit[i], accesses);
    });
    g.table<WriteColumns>(kWriteTable, record.write.size(), [&](auto& c, std::size_t i, Accesses& accesses) {
        fill(c, record.write[i], accesses);
    });

    g.instructions<KeccakFColumns>(kKeccakFTable, record.keccak_f);
    g.table<KeccakRoundColumns>(
        kKeccakRoundTable,
        kKeccakRounds * record.keccak_f.size(),
        [&](auto& c, std::size_t i, Accesses&) { fill(c, record.keccak_f[i / kKeccakRounds], i % kKeccakRounds); }
    );

    g.instructions<Sha256CompressColumns>(kSha256CompressTable, record.sha256_compress);
    g.table<Sha256RoundsColumns>(
        kSha256RoundsTable,
        kSha256Groups * record.sha256_compress.size(),
        [&](auto& c, std::size_t i, Accesses&) {
            fill(c, record.sha256_compress[i / kSha256Groups], i % kSha256Groups);
        }
    );

    std::vector<std::uint32_t> call_of_word(record.hint_words.size());
    for (std::uint32_t call = 0; call < record.hint_read.size(); ++call) {
        const HintReadRow& row = record.hint_read[call];
        std::fill_n(call_of_word.begin() + row.first, row.b.value, call);
    }
    g.table<HintWordColumns>(kHintWordTable, record.hint_words.size(), [&](auto& c, std::size_t i, Accesses& accesses) {
        fill(c, record.hint_words[i], record.hint_read[call_of_word[i]], accesses);
    });

    g.instructions<MemoryCopyColumns>(kMemoryCopyTable, record.memory_copy);
    std::vector<std::uint32_t> copy_of_word(record.copied_words.size());
    for (std::uint32_t call = 0; call < record.memory_copy.size(); ++call) {
        const MemoryCopyRow& row = record.memory_copy[call];
        std::fill_n(copy_of_word.begin() + row.first, row.b.value, call);
    }
    g.table<CopiedWordColumns>(
        kCopiedWordTable,
        record.copied_words.size(),
        [&](auto& c, std::size_t i, Accesses& accesses) {
            fill(c, record.copied_words[i], record.memory_copy[copy_of_word[i]], accesses);
        }
    );

    const std::vector<Refresh> refreshes = std::move(g.refreshes);
    g.refreshes = {};
    g.table<RefreshColumns>(kRefreshTable, refreshes.size(), [&](auto& c, std::size_t i, Accesses&) {
        fill(c, refreshes[i]);
    });
    tree_tables(g, record, tree);

    std::vector<stark::Trace> traces = std::move(g.traces);
    for (stark::Trace& trace : count_lookups(machine, traces, threads)) traces.push_back(std::move(trace));
    traces.push_back(program_trace(program, record));
    std::stable_sort(traces.begin(), traces.end(), [](const stark::Trace& x, const stark::Trace& y) {
        return x.log_height != y.log_height ? x.log_height > y.log_height : x.table < y.table;
    });
    return traces;
}

}  // namespace zk::vm
