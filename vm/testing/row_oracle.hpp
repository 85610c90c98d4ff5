#pragma once
// Judges one row of a table as a forger would see it. The prover is free in everything that other rows can answer (multiplicities of lookup tables,
// of the program, further hash rows), so a lookup counts against a row only when no honest table has an answer. What is left are the tuples that tie
// the row to the rest of the run: those it consumes and those it produces.

#include "stark/air/checker.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/machine/segment.hpp"
#include "vm/testing/proving.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zk::vm::testing {

/// Bus and canonical fields.
using Tuple = std::vector<std::uint32_t>;

/// The columns that an expression depends on, each once.
std::vector<std::uint32_t> columns_of(const stark::Air& air, stark::NodeId root);

/// State, memory, hint, tree, exit, keccak, copy, sha256: the buses that tie rows to each other.
bool is_link(std::uint32_t bus);
/// AirBuilder::send recorded it, not AirBuilder::receive, which negates the multiplicity.
bool is_sent(const stark::Air& air, const stark::Interaction& interaction);
/// A fixed table or an honest hash row has this tuple. Not for program and link buses.
bool lookup_has_answer(const Tuple& tuple);

struct Verdict {
    /// The first violation (RowOracle::violations); empty when there is none.
    std::string broken;
    /// The first interaction whose multiplicity is neither 0 nor 1. No verifier sees that: where constraints allow it, the row is accepted.
    std::string unbound;
    std::vector<Tuple> consumed;  ///< state, memory, hint and tree tuples received, sorted
    std::vector<Tuple> produced;  ///< and sent, exit too, sorted

    [[nodiscard]] bool holds() const { return broken.empty(); }
};

class RowOracle {
  public:
    /// `program` must outlive the oracle.
    RowOracle(TableId table, const stark::ProgramColumns& program);

    [[nodiscard]] Verdict judge(std::span<const Felt> row) const;
    /// The same given the values of all nodes (stark::evaluate_nodes).
    [[nodiscard]] Verdict judge_nodes(std::span<const Felt> values) const;
    /// All that refuses a row, in order: "constraint LABEL" where it fails, "lookup LABEL" without an answer. A lookup whose multiplicity is not 1
    /// needs none: further rows can be made to cancel it.
    [[nodiscard]] std::vector<std::string> violations(std::span<const Felt> row) const;
    /// As judge, for a row whose violations nobody checks.
    [[nodiscard]] Verdict judge_unchecked(std::span<const Felt> row) const;
    [[nodiscard]] const stark::Table& table() const { return table_; }
    [[nodiscard]] std::uint32_t width() const { return table_.air.n_main; }

  private:
    [[nodiscard]] std::vector<std::string> first_violations(std::span<const Felt> values, std::size_t limit) const;
    [[nodiscard]] Verdict exchange(std::span<const Felt> values) const;

    const stark::Table& table_;
    const stark::ProgramColumns& program_;
};

/// The cells of a row that is held as its column struct.
template <class Columns>
std::span<const Felt> cells_of(const Columns& c) {
    static_assert(sizeof(c) % sizeof(Felt) == 0);
    return {reinterpret_cast<const Felt*>(&c), sizeof(c) / sizeof(Felt)};
}

/// The rows of one table in a run, and what judges them.
class ChipRows {
  public:
    /// Rows that are not padding, of every segment, in order.
    ChipRows(TableId table, const Program& program, ByteView input = {}, std::uint32_t max_cycles = 1u << 20);

    [[nodiscard]] const RowOracle& oracle() const { return oracle_; }

    /// A row as its column struct, and back.
    template <template <class> class Columns>
    [[nodiscard]] Columns<Felt> get(std::size_t row) const {
        Columns<Felt> c;
        static_assert(sizeof(c) % sizeof(Felt) == 0);
        std::copy(rows[row].begin(), rows[row].end(), reinterpret_cast<Felt*>(&c));
        return c;
    }
    template <class Columns>
    [[nodiscard]] Verdict judge(const Columns& c) const {
        return oracle_.judge(cells_of(c));
    }

    std::vector<std::vector<Felt>> rows;

  private:
    stark::ProgramColumns program_;
    RowOracle oracle_;
};

/// What an alteration may do and still be accepted.
struct SuiteOptions {
    std::size_t max_rows = 40;
    std::size_t max_pair_rows = 5;
    /// Pairs of columns altered in such a row: all of them up to this number, else a sample. A hundred alterations each: all pairs of a table of 2,500
    /// columns would take a quarter of an hour.
    std::size_t max_pairs = 5000;
    /// A row may produce other tuples from the same consumed ones (hints, refresh).
    bool free_outputs = false;
};

/// Every row holds; then every cell is altered by many amounts, and every pair of cells by compensating ones: whenever the altered row still holds and
/// consumes the same tuples, it produces the same ones. Every column is refused, or changes a tuple, in some row. Failures are GoogleTest failures.
void expect_sound_rows(const ChipRows& rows, const SuiteOptions& options = {});

/// As above for a row that was forged: it must not hold.
void expect_refused(const Verdict& verdict, const std::string& what);

/// A row that this check refuses, as the oracle names it, and no other: nothing else stands between it and acceptance.
void expect_refused_only_by(const std::string& violation, const RowOracle& oracle, std::span<const Felt> row);
template <class Columns>
void expect_refused_only_by(const std::string& violation, const ChipRows& rows, const Columns& c) {
    expect_refused_only_by(violation, rows.oracle(), cells_of(c));
}

/// Unchecked, the row would take the place of an honest one (it consumes the same) and produce something else; or it has a multiplicity other than 0
/// and 1.
void expect_forgery(const RowOracle& oracle, std::span<const Felt> honest, std::span<const Felt> forged);
/// Both: what the check is for.
template <class Columns>
void expect_forgery_refused_only_by(
    const std::string& violation, const ChipRows& rows, const Columns& honest, const Columns& forged
) {
    expect_refused_only_by(violation, rows, forged);
    expect_forgery(rows.oracle(), cells_of(honest), cells_of(forged));
}

}  // namespace zk::vm::testing
