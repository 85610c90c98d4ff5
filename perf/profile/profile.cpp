#include "perf/profile/profile.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace zk::perf {
namespace {

constexpr std::size_t kMaxDepth = std::size_t{1} << 16;
constexpr std::size_t kMaxNodes = std::size_t{1} << 22;
constexpr std::uint32_t kSegmentCycles = 1u << 20;  // how often limits are looked at
constexpr std::uint8_t kReturnAddress = 1;
constexpr std::uint8_t kAlternateLink = 5;  // RISC-V unprivileged manual, 2.5

bool is_link(std::uint8_t reg) {
    return reg == kReturnAddress || reg == kAlternateLink;
}

class CallTracker final : public vm::MachineObserver {
  public:
    CallTracker(const vm::Program& program, const vm::Machine& machine, const Symbols& symbols, Profile& out)
        : program_(program),
          machine_(machine),
          symbols_(symbols),
          out_(out) {
        stack_.push_back({node_of(CallNode::kNoParent, function_at(program.entry)), kNowhere, kNoOpcode});
        out_.nodes[0].calls = 1;
    }

    void executed(std::uint32_t pc) override {
        const vm::Instruction& in = program_.at(pc);
        ++out_.nodes[stack_.back().node].cycles;
        if (stack_.back().opcode != kNoOpcode) ++out_.opcodes[stack_.back().opcode].cycles;
        ++out_.operations[static_cast<std::size_t>(in.op)];
        const std::uint32_t next = machine_.pc();
        if (!program_.contains(next)) return;  // the next instruction errs
        const bool jumps = in.op == vm::Op::kJal || in.op == vm::Op::kJalr;
        if (jumps && is_link(in.rd)) {
            push(next, pc + 1);
        } else if (!(in.op == vm::Op::kJalr && in.rd == 0 && is_link(in.rs1) && pop_to(next))) {
            enter(next);
        }
        if (const std::uint8_t reg = symbols_.probe[next - program_.code_base]; reg != Symbols::kNoProbe) {
            stack_.back().opcode = static_cast<std::uint16_t>(machine_.reg(reg) & 0xff);
            ++out_.opcodes[stack_.back().opcode].executed;
        }
    }

    [[nodiscard]] const char* exceeded() const { return exceeded_; }

  private:
    static constexpr std::uint16_t kNoOpcode = 0x100;
    static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};  // no pc: pcs are below 2^29

    struct Frame {
        std::uint32_t node;
        std::uint32_t return_to;
        std::uint16_t opcode;  ///< that the caller was in until this frame dispatches one
    };

    [[nodiscard]] std::uint32_t function_at(std::uint32_t pc) const {
        return symbols_.function[pc - program_.code_base];
    }

    std::uint32_t node_of(std::uint32_t parent, std::uint32_t function) {
        const std::uint64_t key = std::uint64_t{parent} << 32 | function;
        const auto [found, is_new] = index_.try_emplace(key, static_cast<std::uint32_t>(out_.nodes.size()));
        if (is_new) {
            out_.nodes.push_back({function, parent});
            if (out_.nodes.size() > kMaxNodes) exceeded_ = "at most 2^22 different paths of calls";
        }
        return found->second;
    }
    void push(std::uint32_t to, std::uint32_t return_to) {
        if (stack_.size() == kMaxDepth) {
            exceeded_ = "a call stack of at most 2^16 frames";
            return;
        }
        const std::uint32_t node = node_of(stack_.back().node, function_at(to));
        ++out_.nodes[node].calls;
        stack_.push_back({node, return_to, stack_.back().opcode});
    }
    /// Ends the calls down to the one that returns to `to`; false when there is none.
    bool pop_to(std::uint32_t to) {
        for (std::size_t i = stack_.size(); i-- > 1;) {
            if (stack_[i].return_to != to) continue;
            stack_.resize(i);
            return true;
        }
        return false;
    }
    void enter(std::uint32_t pc) {
        Frame& top = stack_.back();
        const CallNode& node = out_.nodes[top.node];
        if (node.function == function_at(pc)) return;
        top.node = node_of(node.parent, function_at(pc));
        ++out_.nodes[top.node].calls;
    }

    const vm::Program& program_;
    const vm::Machine& machine_;
    const Symbols& symbols_;
    Profile& out_;
    std::vector<Frame> stack_;
    std::unordered_map<std::uint64_t, std::uint32_t> index_;
    const char* exceeded_ = nullptr;
};

}  // namespace

Result<Profile> profile(const vm::Program& program, Symbols symbols, ByteView input) {
    Profile out;
    vm::Machine machine(program, input);
    CallTracker tracker(program, machine, symbols, out);
    while (!machine.exited()) {
        const auto segment = machine.observe_segment({.max_cycles = kSegmentCycles}, tracker);
        if (!segment) return tl::unexpected(segment.error());
        for (std::size_t i = 0; i < out.rows.size(); ++i) out.rows[i] += segment->rows[i];
        if (tracker.exceeded() != nullptr) {
            return fail("profile", "cycle " + std::to_string(machine.cycles()), tracker.exceeded(), "more");
        }
    }
    out.names = std::move(symbols.names);
    out.cycles = machine.cycles();
    out.exit_code = machine.exit_code();
    out.public_words = machine.public_words();
    return out;
}

namespace {

/// Sums up the nodes by a label each; kNoLabel: that of the parent, or none. `names` are those of the labels, the last that of none.
constexpr std::uint32_t kNoLabel = ~std::uint32_t{0};

std::vector<NamedCycles> sum_up(
    const Profile& profile, const std::vector<std::uint32_t>& label_of_function, const std::vector<std::string>& names
) {
    const auto& nodes = profile.nodes;
    const auto none = static_cast<std::uint32_t>(names.size() - 1);
    std::vector<NamedCycles> out(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) out[i].name = names[i];
    std::vector<std::uint32_t> labels(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::uint32_t own = label_of_function[nodes[i].function];
        const bool is_root = nodes[i].parent == CallNode::kNoParent;
        labels[i] = own != kNoLabel ? own : is_root ? none : labels[nodes[i].parent];
    }
    std::vector<std::uint64_t> below(nodes.size());  // inclusive cycles of each node
    for (std::size_t i = nodes.size(); i-- > 0;) {
        below[i] += nodes[i].cycles;
        if (nodes[i].parent != CallNode::kNoParent) below[nodes[i].parent] += below[i];
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        out[labels[i]].exclusive += nodes[i].cycles;
        out[labels[i]].calls += nodes[i].calls;
        bool outermost = true;
        for (std::uint32_t at = nodes[i].parent; at != CallNode::kNoParent && outermost; at = nodes[at].parent) {
            outermost = labels[at] != labels[i];
        }
        if (outermost) out[labels[i]].inclusive += below[i];
    }
    std::erase_if(out, [](const NamedCycles& each) { return each.inclusive == 0; });
    std::ranges::stable_sort(out, std::greater(), &NamedCycles::exclusive);
    return out;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

std::vector<NamedCycles> by_function(const Profile& profile) {
    std::vector<std::uint32_t> labels(profile.names.size());
    std::iota(labels.begin(), labels.end(), 0u);
    return sum_up(profile, labels, profile.names);
}

Result<std::vector<Group>> parse_groups(std::string_view text) {
    std::vector<Group> groups;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view content = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (content.empty() || content[0] == '#') continue;
        const std::size_t colon = content.find(": ");
        Group group;
        if (colon != std::string_view::npos) {
            group.name = content.substr(0, colon);
            std::string_view rest = content.substr(colon + 2);
            while (!rest.empty()) {
                const std::size_t comma = std::min(rest.find(','), rest.size());
                const std::string_view pattern = trimmed(rest.substr(0, comma));
                if (!pattern.empty()) group.patterns.emplace_back(pattern);
                rest.remove_prefix(std::min(comma + 1, rest.size()));
            }
        }
        if (group.name.empty() || group.patterns.empty())
            return fail("groups", "line " + std::to_string(line), "NAME: PATTERN, ...", std::string(content));
        groups.push_back(std::move(group));
    }
    return groups;
}

std::vector<NamedCycles> by_group(const Profile& profile, const std::vector<Group>& groups) {
    std::vector<std::string> names;
    names.reserve(groups.size() + 1);
    for (const Group& group : groups) names.push_back(group.name);
    names.emplace_back("other");
    std::vector<std::uint32_t> labels(profile.names.size(), kNoLabel);
    for (std::size_t f = 0; f < labels.size(); ++f) {
        const std::string& name = profile.names[f];
        const auto matches = [&name](const std::string& pattern) {
            return pattern[0] == '=' ? name == pattern.substr(1) : name.find(pattern) != std::string::npos;
        };
        const auto found = std::ranges::find_if(groups, [&](const Group& group) {
            return std::ranges::any_of(group.patterns, matches);
        });
        if (found != groups.end()) labels[f] = static_cast<std::uint32_t>(found - groups.begin());
    }
    return sum_up(profile, labels, names);
}

}  // namespace zk::perf
