#include "vm/testing/record_checker.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace zk::vm::testing {
namespace {

class Collector {
  public:
    Collector(const Program& program, std::vector<BusAccess>& out) : program_(program), out_(out) {}

    void operator()(const AluRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        if (reads_rs2(in.op)) read(in.rs2, row.b, row.clock + 1);
        write(in.rd, row.rd, row.clock + 3);
    }
    void operator()(const UpperRow& row) { write(program_.at(row.pc).rd, row.rd, row.clock + 3); }
    void operator()(const HintLengthRow& row) { write(program_.at(row.pc).rd, row.rd, row.clock + 3); }
    void operator()(const JumpRegisterRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        write(in.rd, row.rd, row.clock + 3);
    }
    void operator()(const BranchRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        read(in.rs2, row.b, row.clock + 1);
    }
    void operator()(const LoadRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        add(Space::kMemory, row.byte_address / 4, row.memory, row.clock);
        write(in.rd, row.rd, row.clock + 3);
    }
    void operator()(const StoreRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        read(in.rs2, row.b, row.clock + 1);
        add(Space::kMemory, row.byte_address / 4, row.memory, row.clock + 3);
    }
    void operator()(const HintReadRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        read(in.rs2, row.b, row.clock + 1);
    }
    void operator()(const HintWordRow& row) { add(Space::kMemory, row.index, row.memory, row.clock + 3); }
    void operator()(const RevealRow& row) {
        read(program_.at(row.pc).rs1, row.a, row.clock);
        for (std::uint32_t i = 0; i < 8; ++i) {
            add(Space::kMemory, row.a.value / 4 + i, row.memory[i], row.clock);
            add(Space::kPublic, i, row.words[i], row.clock + 3);
        }
    }
    void operator()(const ExitRow& row) {
        read(17, row.a7, row.clock);
        read(10, row.a0, row.clock + 1);
        for (std::uint32_t i = 0; i < 8; ++i) add(Space::kPublic, i, row.words[i], row.clock + 2);
    }
    void operator()(const WriteRow& row) {
        read(17, row.a7, row.clock);
        read(12, row.a2, row.clock + 1);
        write(10, row.a0, row.clock + 3);
    }
    void operator()(const FenceRow&) {}
    void operator()(const KeccakFRow& row) {
        read(program_.at(row.pc).rs1, row.a, row.clock);
        for (std::uint32_t i = 0; i < 50; ++i) add(Space::kMemory, row.a.value / 4 + i, row.words[i], row.clock + 3);
    }
    void operator()(const U256Row& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a_pointer, row.clock);
        read(in.rs2, row.b_pointer, row.clock + 1);
        read(13, row.modulus_pointer, row.clock + 2);
        read(in.rd, row.result_pointer, row.clock + 3);
        for (std::uint32_t i = 0; i < 8; ++i) {
            add(Space::kMemory, row.a_pointer.value / 4 + i, row.a[i], row.clock);
            add(Space::kMemory, row.b_pointer.value / 4 + i, row.b[i], row.clock + 1);
            add(Space::kMemory, row.modulus_pointer.value / 4 + i, row.modulus[i], row.clock + 2);
            add(Space::kMemory, row.result_pointer.value / 4 + i, row.result[i], row.clock + 3);
        }
    }
    void operator()(const MemoryCopyRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        read(in.rs2, row.b, row.clock + 1);
        read(in.rd, row.destination, row.clock + 2);
    }
    void operator()(const CopiedWordRow& row, const MemoryCopyRow& call) {
        add(Space::kMemory, call.a.value / 4 + row.step, row.source, row.clock);
        add(Space::kMemory, call.destination.value / 4 + row.step, row.destination, row.clock + 3);
    }
    void operator()(const Sha256CompressRow& row) {
        const Instruction& in = program_.at(row.pc);
        read(in.rs1, row.a, row.clock);
        read(in.rs2, row.b, row.clock + 1);
        for (std::uint32_t i = 0; i < 16; ++i) {
            add(Space::kMemory, row.b.value / 4 + i, row.block[i], row.clock + 1);
        }
        for (std::uint32_t i = 0; i < 8; ++i) add(Space::kMemory, row.a.value / 4 + i, row.state[i], row.clock + 3);
    }

  private:
    void add(Space space, std::uint32_t index, const Read& access, std::uint32_t now) {
        out_.push_back({space, index, access.value, access.time, access.value, now});
    }
    void add(Space space, std::uint32_t index, const Write& access, std::uint32_t now) {
        out_.push_back({space, index, access.previous, access.time, access.value, now});
    }
    void read(std::uint32_t index, const Read& access, std::uint32_t now) {
        add(Space::kRegisters, index, access, now);
    }
    void write(std::uint32_t index, const Write& access, std::uint32_t now) {
        if (index != 0) add(Space::kRegisters, index, access, now);
    }

    const Program& program_;
    std::vector<BusAccess>& out_;
};

/// Calls f with every list that has one row an instruction, and that row's next pc.
template <class F>
void for_each_instruction(const Program& program, const SegmentRecord& r, F&& f) {
    const auto plain = [&](const auto& list) {
        for (const auto& row : list) f(row, row.pc + 1);
    };
    for (const auto* list : {&r.add, &r.bitwise, &r.compare, &r.shift, &r.mul, &r.mul_high, &r.divide}) plain(*list);
    plain(r.upper);
    for (const JumpRow& row : r.jump) {
        f(row, row.pc + static_cast<std::uint32_t>(static_cast<std::int32_t>(program.at(row.pc).imm) / 4));
    }
    for (const JumpRegisterRow& row : r.jump_register) f(row, row.next_pc);
    for (const auto* list : {&r.branch_equal, &r.branch_less}) {
        for (const BranchRow& row : *list) f(row, row.next_pc);
    }
    for (const auto* list : {&r.load_word, &r.load_sub}) plain(*list);
    for (const auto* list : {&r.store_word, &r.store_sub}) plain(*list);
    plain(r.hint_length);
    plain(r.hint_read);
    plain(r.reveal);
    plain(r.exit);
    plain(r.write);
    plain(r.fence);
    plain(r.keccak_f);
    plain(r.mul_mod);
    plain(r.add_mod);
    plain(r.memory_copy);
    plain(r.sha256_compress);
}

using Tuple = std::array<std::uint32_t, 4>;  // space, index, value, time

std::string show(const Tuple& tuple) {
    std::string text;
    for (const std::uint32_t part : tuple) text += (text.empty() ? "(" : ", ") + std::to_string(part);
    return text + ")";
}

std::string find_memory_imbalance(const Program& program, const SegmentRecord& record) {
    std::map<Tuple, int> balance;
    for (const BusAccess& access : accesses_of(program, record)) {
        const auto space = static_cast<std::uint32_t>(access.space);
        if (access.time <= access.time_before) {
            return "time does not rise at " + show({space, access.index, access.after, access.time});
        }
        if (access.space == Space::kRegisters && access.index == 0 && access.after != 0) return "x0 is not zero";
        --balance[{space, access.index, access.before, access.time_before}];
        ++balance[{space, access.index, access.after, access.time}];
    }
    std::uint32_t last_label = 0;
    for (std::size_t i = 0; i < record.touched.size(); ++i) {
        const TouchedLeaf& leaf = record.touched[i];
        if (i != 0 && leaf.label <= last_label) return "touched leaves out of order";
        last_label = leaf.label;
        if (leaf.times == LeafWords{}) return "a leaf without an access is listed";
        const auto space = static_cast<std::uint32_t>(space_of_label(leaf.label));
        for (std::uint32_t w = 0; w < kLeafWords; ++w) {
            const std::uint32_t index = first_word_of_label(leaf.label) + w;
            ++balance[{space, index, leaf.first[w], 0}];
            --balance[{space, index, leaf.last[w], leaf.times[w]}];
        }
    }
    for (const auto& [tuple, count] : balance) {
        if (count != 0) return "memory tuple " + show(tuple) + " remains " + std::to_string(count) + " times";
    }
    return {};
}

std::string find_state_imbalance(const Program& program, const SegmentRecord& record) {
    struct State {
        std::uint32_t pc, next_pc;
        bool seen;
    };
    std::vector<State> states(record.n_cycles, State{0, 0, false});
    std::vector<std::uint32_t> fetched(program.code.size(), 0);
    std::string problem;
    for_each_instruction(program, record, [&](const auto& row, std::uint32_t next_pc) {
        const std::uint32_t at = row.clock / 4 - 1;
        if (row.clock % 4 != 0 || at >= states.size() || states[at].seen || !program.contains(row.pc)) {
            problem = "row at clock " + std::to_string(row.clock) + ", pc " + std::to_string(row.pc);
            return;
        }
        states[at] = {row.pc, next_pc, true};
        ++fetched[row.pc - program.code_base];
    });
    if (!problem.empty()) return problem;
    std::uint32_t pc = record.start_pc;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (!states[i].seen || states[i].pc != pc) return "the state chain breaks at instruction " + std::to_string(i);
        pc = states[i].next_pc;
    }
    if (fetched != record.fetch_counts) return "fetch counts differ from the rows";
    if (record.exited) {
        if (record.exit.size() != 1 || record.end_pc != 0 || record.end_clock != 0) return "the end of the run";
        const ExitRow& row = record.exit[0];
        if (row.a0.value != record.exit_code || row.a7.value != 93) return "the exit row's registers";
        for (std::size_t i = 0; i < 8; ++i) {
            if (row.words[i].value != record.public_words[i]) return "the exit row's public words";
        }
        return {};
    }
    if (!record.exit.empty() || record.exit_code != 0) return "an exit in a segment that is not the last";
    if (pc != record.end_pc || record.end_clock != 4 + 4 * record.n_cycles) return "the end of the segment";
    return {};
}

}  // namespace

std::vector<BusAccess> accesses_of(const Program& program, const SegmentRecord& record) {
    std::vector<BusAccess> accesses;
    Collector collect(program, accesses);
    for_each_instruction(program, record, [&](const auto& row, std::uint32_t) { collect(row); });
    for (const HintWordRow& row : record.hint_words) collect(row);
    for (const MemoryCopyRow& call : record.memory_copy) {
        for (std::uint32_t i = 0; i < call.b.value && call.first + i < record.copied_words.size(); ++i) {
            collect(record.copied_words[call.first + i], call);
        }
    }
    return accesses;
}

std::string find_imbalance(const Program& program, const SegmentRecord& record) {
    const std::string problem = find_memory_imbalance(program, record);
    return problem.empty() ? find_state_imbalance(program, record) : problem;
}

}  // namespace zk::vm::testing
