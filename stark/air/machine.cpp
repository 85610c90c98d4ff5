#include "stark/air/machine.hpp"

#include "stark/air/evaluate.hpp"

#include <map>
#include <stdexcept>

namespace zk::stark {
namespace {

/// Everything that decides what a machine accepts, as field elements below 2^27 each.
class Recorder {
  public:
    void put(std::uint64_t value) {
        words_.emplace_back(static_cast<std::uint32_t>(value & 0xffff));
        words_.emplace_back(static_cast<std::uint32_t>(value >> 16 & 0xffff));
        words_.emplace_back(static_cast<std::uint32_t>(value >> 32 & 0xffff));
        words_.emplace_back(static_cast<std::uint32_t>(value >> 48));
    }
    void put(const std::string& text) {
        put(text.size());
        for (const char c : text) words_.emplace_back(static_cast<unsigned char>(c));
    }
    [[nodiscard]] Digest digest() const { return poseidon_hash(words_); }

  private:
    std::vector<Felt> words_;
};

void record(Recorder& out, const Table& table) {
    const Air& air = table.air;
    out.put(table.name);
    out.put(static_cast<std::uint64_t>(table.fixed) | static_cast<std::uint64_t>(table.is_instruction) << 1);
    out.put(static_cast<std::uint64_t>(table.fixed_log_height) + 1);
    out.put(air.n_main);
    out.put(air.n_program);
    out.put(air.closed_forms.size());
    for (const ClosedForm& form : air.closed_forms) {
        out.put(form.size());
        for (const IndexMonomial& m : form) out.put(std::uint64_t{m.coefficient} << 32 | m.bits);
    }
    out.put(air.nodes.size());
    for (const Node& node : air.nodes) {
        out.put(static_cast<std::uint64_t>(node.op));
        out.put(std::uint64_t{node.a} << 32 | node.b);
    }
    out.put(air.constraints.size());
    for (const Constraint& c : air.constraints) out.put(c.node);
    out.put(air.interactions.size());
    for (const Interaction& i : air.interactions) {
        out.put(std::uint64_t{i.bus} << 32 | i.numerator);
        out.put(i.fields.size());
        for (const NodeId field : i.fields) out.put(field);
    }
}

void require(bool condition, const std::string& message) {
    if (!condition) throw std::logic_error("Machine: " + message);
}

}  // namespace

Machine::Machine(std::string name, std::vector<Table> tables, MachineLimits limits)
    : name_(std::move(name)),
      tables_(std::move(tables)),
      limits_(limits) {
    for (const int log_stack : {limits_.log_stack_small, limits_.log_stack_large}) {
        require(kMinLogStack <= log_stack && log_stack <= kMaxLogStack, "stack height out of range");
    }
    std::map<std::uint32_t, std::size_t> tuple_length;
    Recorder recorder;
    recorder.put(name_);
    recorder.put(limits_.log_stack_small);
    recorder.put(limits_.log_stack_large);
    recorder.put(limits_.large_above_rows);
    recorder.put(limits_.max_instruction_rows);
    recorder.put(limits_.max_interactions);
    recorder.put(tables_.size());
    for (std::size_t t = 0; t < tables_.size(); ++t) {
        number_canonically(tables_[t].air);
        const Table& table = tables_[t];
        const Air& air = table.air;
        require(air.n_main != 0, table.name + ": no main column");
        const bool height_from_key = table.fixed && table.fixed_log_height == kHeightFromKey;
        require(
            (air.n_program != 0) == height_from_key,
            table.name + ": program columns without the key's height, or it without"
        );
        if (table.fixed) {
            require(
                height_from_key || (kMinLogHeight <= table.fixed_log_height && table.fixed_log_height <= kMaxLogHeight),
                table.name + ": fixed height out of range"
            );
        } else {
            require(air.closed_forms.empty(), table.name + ": columns of closed form in a table of free height");
            const std::vector<Felt> zero_row(air.n_columns(), Felt::zero());
            const std::vector<Felt> values = evaluate_nodes<Felt>(air, std::span<const Felt>(zero_row));
            for (const Constraint& c : air.constraints) {
                require(values[c.node].is_zero(), table.name + "." + c.label + ": violated by the zero row");
            }
            for (const Interaction& i : air.interactions) {
                require(values[i.numerator].is_zero(), table.name + "." + i.label + ": zero row has a multiplicity");
            }
        }
        if (air.n_program != 0) {
            require(program_table_ == -1, "two tables with program columns");
            program_table_ = static_cast<int>(t);
        }
        for (const Interaction& i : air.interactions) {
            const auto [entry, inserted] = tuple_length.try_emplace(i.bus, i.fields.size());
            require(entry->second == i.fields.size(), table.name + "." + i.label + ": tuple length differs on its bus");
        }
        record(recorder, table);
    }
    digest_ = recorder.digest();
}

}  // namespace zk::stark
