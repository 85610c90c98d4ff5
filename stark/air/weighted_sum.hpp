#pragma once
// A weighted sum of recorded expressions over many rows. Linear parts collapse to one weight per column; what remains are products, which a
// tape computes: each of them with a weight of its own, but a term with many of them as a whole. Weights change with every proof, the tape does not.

#include "kernels/tape/tape.hpp"
#include "stark/air/air.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace zk::stark {

class WeightedSum {
  public:
    /// Where the linear part goes.
    enum class Linear : std::uint8_t {
        kInTape,     ///< columns are tape outputs too: run_tape gives everything but the constant
        kSeparate,   ///< Weights::columns; the tape computes products only
        kExtraInput  ///< the tape's last input is the linear part, weight one
    };

    /// Sum over i of weight_i * terms[i]. `air` must outlive the object.
    WeightedSum(const Air& air, std::span<const NodeId> terms, Linear linear);

    struct Weights {
        FeltExt constant;
        std::vector<FeltExt> columns;       ///< one for each column of the table; all zero with kInTape
        std::vector<FeltExt> coefficients;  ///< of the tape
    };
    [[nodiscard]] Weights weigh(std::span<const FeltExt> term_weights) const;

    [[nodiscard]] const Tape& tape() const { return tape_; }
    /// Columns that are the tape's inputs, in order (the extra input excluded).
    [[nodiscard]] std::span<const std::uint32_t> input_columns() const { return input_columns_; }
    [[nodiscard]] bool has_products() const { return !products_.empty(); }

  private:
    /// More products than this below a term, and the tape computes the term.
    static constexpr std::size_t kMaxProducts = 4;
    void mark_whole_terms();
    void compile();

    const Air& air_;
    Linear linear_;
    std::vector<NodeId> terms_;
    std::vector<std::uint8_t> reached_;        ///< nodes that may carry a weight
    std::vector<std::uint8_t> is_output_;      ///< nodes that the tape computes and weighs: products, terms with many
    std::vector<NodeId> products_;             ///< these, as tape outputs 0 .. n
    std::vector<std::uint32_t> tape_columns_;  ///< kInTape: columns that are outputs after the products
    std::vector<std::uint32_t> input_columns_;
    Tape tape_;
};

}  // namespace zk::stark
