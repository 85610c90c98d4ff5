#pragma once
// A row-local AIR: constraints and bus interactions over the columns of one row, recorded once as a DAG. Checking, folding, verifying and the
// machine digest all read this record (docs/protocol.md, section "Tables").

#include "kernels/field/felt_ext.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace zk::stark {

/// Where a column's values come from. Columns are numbered main first, then program, then closed form.
enum class ColumnKind : std::uint8_t {
    kMain,        ///< the prover's trace, committed with the segment
    kProgram,     ///< committed once a program, root bound by the verifying-key digest
    kClosedForm,  ///< a polynomial of the row index that the verifier evaluates itself
};

/// coefficient * product of the row-index bits in `bits`.
struct IndexMonomial {
    std::uint32_t coefficient = 0;  ///< canonical
    std::uint32_t bits = 0;         ///< mask over row-index bits; 0 means the constant
};

/// A column as a sum of monomials in the bits of the row index (a sparse multilinear polynomial).
using ClosedForm = std::vector<IndexMonomial>;

/// Bits [shift, shift + width) of the row index as an integer.
ClosedForm index_bits(int shift, int width);
/// AND of two bit ranges of the row index as an integer: sum_k 2^k bit(a + k) bit(b + k).
ClosedForm index_and(int shift_a, int shift_b, int width);

struct Node {
    enum class Op : std::uint8_t { kConstant, kColumn, kAdd, kSub, kMul };
    Op op = Op::kConstant;
    std::uint32_t a = 0;  ///< kConstant: canonical value; kColumn: column; else operand node
    std::uint32_t b = 0;  ///< second operand node
};

using NodeId = std::uint32_t;

struct Constraint {
    std::string label;
    NodeId node = 0;
};

/// Contributes numerator / fp(bus, fields) to the global sum. A receive is a send with negated numerator.
struct Interaction {
    std::string label;
    std::uint32_t bus = 0;  ///< >= 1
    NodeId numerator = 0;
    std::vector<NodeId> fields;
};

struct Air {
    std::vector<Node> nodes;  ///< operands precede their users; structurally equal nodes are shared
    std::vector<int> degrees;
    std::vector<Constraint> constraints;
    std::vector<Interaction> interactions;
    std::vector<std::string> column_names;  ///< all columns in order
    std::uint32_t n_main = 0;
    std::uint32_t n_program = 0;
    std::vector<ClosedForm> closed_forms;

    [[nodiscard]] std::uint32_t n_committed() const { return n_main + n_program; }
    [[nodiscard]] std::uint32_t n_columns() const {
        return n_committed() + static_cast<std::uint32_t>(closed_forms.size());
    }
};

inline constexpr int kMaxConstraintDegree = 3;
inline constexpr int kMaxFieldDegree = 2;
/// Bus id and fields, zero-padded to this length by the fingerprint (7 challenges).
inline constexpr std::uint32_t kMaxTuple = 128;

class AirBuilder;

/// A polynomial in the columns of one row. A value handle into its builder; the default-constructed one is the zero polynomial only
/// after assignment.
class Expr {
  public:
    Expr() = default;
    friend Expr operator+(const Expr& x, const Expr& y);
    friend Expr operator-(const Expr& x, const Expr& y);
    friend Expr operator*(const Expr& x, const Expr& y);
    friend Expr operator+(const Expr& x, std::int64_t y);
    friend Expr operator-(const Expr& x, std::int64_t y);
    friend Expr operator*(const Expr& x, std::int64_t y);
    friend Expr operator+(std::int64_t x, const Expr& y) { return y + x; }
    friend Expr operator-(std::int64_t x, const Expr& y);
    friend Expr operator*(std::int64_t x, const Expr& y) { return y * x; }
    Expr operator-() const { return 0 - *this; }
    Expr& operator+=(const Expr& y) { return *this = *this + y; }
    Expr& operator-=(const Expr& y) { return *this = *this - y; }
    [[nodiscard]] NodeId node() const { return node_; }

  private:
    friend class AirBuilder;
    Expr(AirBuilder* builder, NodeId node) : builder_(builder), node_(node) {}
    AirBuilder* builder_ = nullptr;
    NodeId node_ = 0;
};

/// Records one table. Order of column creation is the order of the trace's columns; all main columns come before program columns, these before
/// closed-form ones (asserted). Degrees are asserted when a constraint or interaction is added.
class AirBuilder {
  public:
    AirBuilder();

    Expr constant(std::int64_t value);
    Expr main_column(std::string name);
    Expr program_column(std::string name);
    Expr closed_form_column(std::string name, ClosedForm form);

    /// Columns of a struct template `template <class T> struct Columns` made of T and arrays of T only: one main column for each T, in order.
    /// Trace generation fills Columns<std::uint32_t> or Columns<Felt> and scatters it in the same order.
    template <template <class> class Columns>
    Columns<Expr> main_columns(const std::string& prefix) {
        static_assert(sizeof(Columns<Expr>) % sizeof(Expr) == 0);
        Columns<Expr> columns;
        Expr* const flat = reinterpret_cast<Expr*>(&columns);
        for (std::size_t i = 0; i < sizeof(columns) / sizeof(Expr); ++i)
            flat[i] = main_column(prefix + "[" + std::to_string(i) + "]");
        return columns;
    }

    /// Degree <= 3, and zero on an all-zero row unless the table is fixed (the machine's constructor checks that).
    void assert_zero(std::string label, const Expr& value);
    void assert_equal(std::string label, const Expr& x, const Expr& y) { assert_zero(std::move(label), x - y); }
    void assert_bool(std::string label, const Expr& value) { assert_zero(std::move(label), value * (value - 1)); }

    /// Adds multiplicity / fp(bus, fields). Degrees <= 2. Sending multiplicities must be constrained boolean by the table.
    void send(std::string label, std::uint32_t bus, const Expr& multiplicity, std::span<const Expr> fields);
    void receive(std::string label, std::uint32_t bus, const Expr& multiplicity, std::span<const Expr> fields);
    void send(std::string label, std::uint32_t bus, const Expr& multiplicity, std::initializer_list<Expr> fields) {
        send(std::move(label), bus, multiplicity, std::span<const Expr>(fields.begin(), fields.size()));
    }
    void receive(std::string label, std::uint32_t bus, const Expr& multiplicity, std::initializer_list<Expr> fields) {
        receive(std::move(label), bus, multiplicity, std::span<const Expr>(fields.begin(), fields.size()));
    }

    [[nodiscard]] const Air& air() const { return air_; }
    [[nodiscard]] Air take() { return std::move(air_); }

  private:
    friend Expr operator+(const Expr& x, const Expr& y);
    friend Expr operator-(const Expr& x, const Expr& y);
    friend Expr operator*(const Expr& x, const Expr& y);
    friend Expr operator+(const Expr& x, std::int64_t y);
    friend Expr operator-(const Expr& x, std::int64_t y);
    friend Expr operator*(const Expr& x, std::int64_t y);
    friend Expr operator-(std::int64_t x, const Expr& y);
    Expr binary(Node::Op op, const Expr& x, const Expr& y);
    NodeId intern(Node node, int degree);

    Air air_;
    std::vector<NodeId> buckets_;  ///< open hash table of nodes
};

/// Numbers the nodes in order of first use, depth first, by constraints and then interactions, and drops those that neither uses. C++ leaves open in
/// which order operands are recorded; after this the record is the same under every compiler.
void number_canonically(Air& air);

}  // namespace zk::stark
