#include "perf/profile/report.hpp"

#include "base/format.hpp"
#include "base/hex.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <functional>
#include <utility>

namespace zk::perf {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void add_named(std::string& out, const char* heading, const std::vector<NamedCycles>& rows, std::uint64_t cycles) {
    out += formatted("\n%-60s %14s %6s %14s %6s %10s\n", heading, "exclusive", "%", "inclusive", "%", "calls");
    for (const NamedCycles& row : rows) {
        out += formatted(
            "%-60.60s %14" PRIu64 " %6.2f %14" PRIu64 " %6.2f %10" PRIu64 "\n",
            row.name.c_str(),
            row.exclusive,
            percent(row.exclusive, cycles),
            row.inclusive,
            percent(row.inclusive, cycles),
            row.calls
        );
    }
}

/// Indices of what is not zero, largest first.
template <class Counts, class Value>
std::vector<std::size_t> ranking(const Counts& counts, Value&& value) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (value(counts[i]) != 0) order.push_back(i);
    }
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return value(counts[i]); });
    return order;
}

constexpr auto kItself = [](std::uint64_t count) { return count; };
constexpr auto kCycles = [](const EvmOpcode& opcode) { return opcode.cycles; };

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        }
    }
    return out;
}

// ---- flame graph

constexpr double kWidth = 1600;
constexpr double kMargin = 10;
constexpr double kRow = 17;
constexpr double kLetter = 6.6;  // of the text, about
constexpr double kLeast = 0.1;

/// Warm colours, the same for the same name in every graph.
std::string colour_of(std::string_view name) {
    const std::size_t hash = std::hash<std::string_view>{}(name);
    return formatted(
        "rgb(%d,%d,%d)",
        205 + static_cast<int>(hash % 50),
        90 + static_cast<int>(hash / 50 % 130),
        40 + static_cast<int>(hash / 6500 % 40)
    );
}

class FlameGraph {
  public:
    explicit FlameGraph(const Profile& profile)
        : profile_(profile),
          below_(profile.nodes.size()),
          children_(profile.nodes.size()) {
        for (std::size_t i = profile.nodes.size(); i-- > 0;) {
            const CallNode& node = profile.nodes[i];
            below_[i] += node.cycles;
            if (node.parent != CallNode::kNoParent) below_[node.parent] += below_[i];
        }
        for (std::uint32_t i = 0; i < profile.nodes.size(); ++i) {
            const std::uint32_t parent = profile.nodes[i].parent;
            (parent == CallNode::kNoParent ? roots_ : children_[parent]).push_back(i);
        }
    }

    std::string draw(std::string_view title) {
        place(std::move(roots_));
        const double height = static_cast<double>(n_rows_ + 3) * kRow + 2 * kMargin;
        std::string out = formatted(
            R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="monospace" font-size="11">)"
            "\n",
            kWidth,
            height,
            kWidth,
            height
        );
        out += formatted(
            R"(<rect width="%.0f" height="%.0f" fill="#fffdf5"/>)"
            "\n",
            kWidth,
            height
        );
        out += formatted(R"(<text x="%.0f" y="%.0f" font-size="14">)", kMargin, kMargin + 12) + escaped(title) +
               formatted(": %" PRIu64 " cycles</text>\n", profile_.cycles);
        for (const Box& box : boxes_) {
            const double y = height - kMargin - static_cast<double>(box.row + 1) * kRow;
            const std::string name = escaped(profile_.names[profile_.nodes[box.node].function]);
            out += formatted(
                "<g><title>%s: %" PRIu64 " cycles, %.2f %%, %.2f %% in itself</title>",
                name.substr(0, 300).c_str(),
                box.cycles,
                percent(box.cycles, profile_.cycles),
                percent(box.exclusive, profile_.cycles)
            );
            out += formatted(
                R"(<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" rx="1"/>)",
                box.x,
                y,
                std::max(box.width - 0.4, kLeast),
                kRow - 1,
                colour_of(name).c_str()
            );
            const auto letters = static_cast<std::size_t>(std::max(0.0, (box.width - 6) / kLetter));
            if (letters >= 4) {
                const std::string& plain = profile_.names[profile_.nodes[box.node].function];
                const std::string shown = plain.size() <= letters ? plain : plain.substr(0, letters - 2) + "..";
                out += formatted(R"(<text x="%.1f" y="%.1f">)", box.x + 3, y + 12) + escaped(shown) + "</text>";
            }
            out += "</g>\n";
        }
        return out + "</svg>\n";
    }

  private:
    struct Box {
        std::uint32_t node;
        std::size_t row;
        double x;
        double width;
        std::uint64_t cycles;
        std::uint64_t exclusive;
    };
    /// Nodes of one function under one parent path stand side by side, widest first; rows are made one by one, so that deep stacks need no recursion.
    void place(std::vector<std::uint32_t> roots) {
        struct Pending {
            std::vector<std::uint32_t> nodes;
            std::size_t row;
            double x;
        };
        std::vector<Pending> pending{{std::move(roots), 0, kMargin}};
        const double scale = (kWidth - 2 * kMargin) / static_cast<double>(std::max<std::uint64_t>(1, profile_.cycles));
        while (!pending.empty()) {
            Pending row = std::move(pending.back());
            pending.pop_back();
            std::ranges::stable_sort(row.nodes, std::greater(), [this](std::uint32_t i) { return below_[i]; });
            for (const std::uint32_t i : row.nodes) {
                const double width = scale * static_cast<double>(below_[i]);
                if (width < kLeast) break;
                boxes_.push_back({i, row.row, row.x, width, below_[i], profile_.nodes[i].cycles});
                n_rows_ = std::max(n_rows_, row.row + 1);
                if (!children_[i].empty()) pending.push_back({std::move(children_[i]), row.row + 1, row.x});
                row.x += width;
            }
        }
    }

    const Profile& profile_;
    std::vector<std::uint64_t> below_;
    std::vector<std::vector<std::uint32_t>> children_;
    std::vector<std::uint32_t> roots_;
    std::vector<Box> boxes_;
    std::size_t n_rows_ = 0;
};

}  // namespace

std::string opcode_name(std::uint8_t opcode) {
    if (opcode >= 0x60 && opcode <= 0x7f) return "PUSH" + std::to_string(opcode - 0x5f);
    if (opcode >= 0x80 && opcode <= 0x8f) return "DUP" + std::to_string(opcode - 0x7f);
    if (opcode >= 0x90 && opcode <= 0x9f) return "SWAP" + std::to_string(opcode - 0x8f);
    if (opcode >= 0xa0 && opcode <= 0xa4) return "LOG" + std::to_string(opcode - 0xa0);
    constexpr std::pair<std::uint8_t, const char*> kNames[] = {
        {0x00, "STOP"},
        {0x01, "ADD"},
        {0x02, "MUL"},
        {0x03, "SUB"},
        {0x04, "DIV"},
        {0x05, "SDIV"},
        {0x06, "MOD"},
        {0x07, "SMOD"},
        {0x08, "ADDMOD"},
        {0x09, "MULMOD"},
        {0x0a, "EXP"},
        {0x0b, "SIGNEXTEND"},
        {0x10, "LT"},
        {0x11, "GT"},
        {0x12, "SLT"},
        {0x13, "SGT"},
        {0x14, "EQ"},
        {0x15, "ISZERO"},
        {0x16, "AND"},
        {0x17, "OR"},
        {0x18, "XOR"},
        {0x19, "NOT"},
        {0x1a, "BYTE"},
        {0x1b, "SHL"},
        {0x1c, "SHR"},
        {0x1d, "SAR"},
        {0x1e, "CLZ"},
        {0x20, "KECCAK256"},
        {0x30, "ADDRESS"},
        {0x31, "BALANCE"},
        {0x32, "ORIGIN"},
        {0x33, "CALLER"},
        {0x34, "CALLVALUE"},
        {0x35, "CALLDATALOAD"},
        {0x36, "CALLDATASIZE"},
        {0x37, "CALLDATACOPY"},
        {0x38, "CODESIZE"},
        {0x39, "CODECOPY"},
        {0x3a, "GASPRICE"},
        {0x3b, "EXTCODESIZE"},
        {0x3c, "EXTCODECOPY"},
        {0x3d, "RETURNDATASIZE"},
        {0x3e, "RETURNDATACOPY"},
        {0x3f, "EXTCODEHASH"},
        {0x40, "BLOCKHASH"},
        {0x41, "COINBASE"},
        {0x42, "TIMESTAMP"},
        {0x43, "NUMBER"},
        {0x44, "PREVRANDAO"},
        {0x45, "GASLIMIT"},
        {0x46, "CHAINID"},
        {0x47, "SELFBALANCE"},
        {0x48, "BASEFEE"},
        {0x49, "BLOBHASH"},
        {0x4a, "BLOBBASEFEE"},
        {0x50, "POP"},
        {0x51, "MLOAD"},
        {0x52, "MSTORE"},
        {0x53, "MSTORE8"},
        {0x54, "SLOAD"},
        {0x55, "SSTORE"},
        {0x56, "JUMP"},
        {0x57, "JUMPI"},
        {0x58, "PC"},
        {0x59, "MSIZE"},
        {0x5a, "GAS"},
        {0x5b, "JUMPDEST"},
        {0x5c, "TLOAD"},
        {0x5d, "TSTORE"},
        {0x5e, "MCOPY"},
        {0x5f, "PUSH0"},
        {0xf0, "CREATE"},
        {0xf1, "CALL"},
        {0xf2, "CALLCODE"},
        {0xf3, "RETURN"},
        {0xf4, "DELEGATECALL"},
        {0xf5, "CREATE2"},
        {0xfa, "STATICCALL"},
        {0xfd, "REVERT"},
        {0xfe, "INVALID"},
        {0xff, "SELFDESTRUCT"},
    };
    for (const auto& [number, name] : kNames) {
        if (number == opcode) return name;
    }
    return to_hex(opcode, 2);
}

std::string folded_stacks(const Profile& profile) {
    std::string out;
    std::vector<std::uint32_t> path;
    for (std::uint32_t i = 0; i < profile.nodes.size(); ++i) {
        if (profile.nodes[i].cycles == 0) continue;
        path.clear();
        for (std::uint32_t at = i; at != CallNode::kNoParent; at = profile.nodes[at].parent) path.push_back(at);
        for (std::size_t k = path.size(); k-- > 0;) {
            std::string name = profile.names[profile.nodes[path[k]].function];
            std::ranges::replace(name, ';', ':');
            out += name + (k == 0 ? " " : ";");
        }
        out += std::to_string(profile.nodes[i].cycles) + "\n";
    }
    return out;
}

std::string flame_graph(const Profile& profile, std::string_view title) {
    return FlameGraph(profile).draw(title);
}

std::string tables(const Profile& profile, const std::vector<Group>& groups, std::size_t n_functions) {
    std::string out = std::to_string(profile.cycles) + " cycles";
    if (profile.gas != 0) {
        out += formatted(
            ", %" PRIu64 " gas, %.2f cycles a gas",
            profile.gas,
            static_cast<double>(profile.cycles) / static_cast<double>(profile.gas)
        );
    }
    out += "\n";
    if (!groups.empty()) add_named(out, "group", by_group(profile, groups), profile.cycles);
    std::vector<NamedCycles> functions = by_function(profile);
    if (functions.size() > n_functions) functions.resize(n_functions);
    add_named(out, "function", functions, profile.cycles);

    out += formatted("\n%-14s %14s %6s\n", "family", "rows", "%");
    for (const std::size_t i : ranking(profile.rows, kItself)) {
        const std::string name(vm::name_of(static_cast<vm::Family>(i)));
        out += formatted(
            "%-14s %14" PRIu64 " %6.2f\n", name.c_str(), profile.rows[i], percent(profile.rows[i], profile.cycles)
        );
    }
    out += formatted("\n%-14s %14s %6s\n", "operation", "cycles", "%");
    for (const std::size_t i : ranking(profile.operations, kItself)) {
        const std::string name(vm::name_of(static_cast<vm::Op>(i)));
        out += formatted(
            "%-14s %14" PRIu64 " %6.2f\n",
            name.c_str(),
            profile.operations[i],
            percent(profile.operations[i], profile.cycles)
        );
    }
    const std::vector<std::size_t> opcodes = ranking(profile.opcodes, kCycles);
    if (opcodes.empty()) return out;
    out += formatted("\n%-14s %14s %14s %6s %10s\n", "EVM opcode", "executed", "cycles", "%", "each");
    for (const std::size_t i : opcodes) {
        const EvmOpcode& opcode = profile.opcodes[i];
        out += formatted(
            "%-14s %14" PRIu64 " %14" PRIu64 " %6.2f %10.1f\n",
            opcode_name(static_cast<std::uint8_t>(i)).c_str(),
            opcode.executed,
            opcode.cycles,
            percent(opcode.cycles, profile.cycles),
            static_cast<double>(opcode.cycles) / static_cast<double>(opcode.executed)
        );
    }
    return out;
}

std::string as_json(const Profile& profile, const std::vector<Group>& groups) {
    using Json = nlohmann::ordered_json;
    const auto list = [](const std::vector<NamedCycles>& rows) {
        Json out = Json::array();
        for (const NamedCycles& row : rows)
            out.push_back(
                {{"name", row.name}, {"exclusive", row.exclusive}, {"inclusive", row.inclusive}, {"calls", row.calls}}
            );
        return out;
    };
    Json out{{"cycles", profile.cycles}, {"exit_code", profile.exit_code}, {"public_words", profile.public_words}};
    if (profile.gas != 0) out["gas"] = profile.gas;
    if (!groups.empty()) out["groups"] = list(by_group(profile, groups));
    out["functions"] = list(by_function(profile));
    for (const std::size_t i : ranking(profile.rows, kItself))
        out["families"][std::string(vm::name_of(static_cast<vm::Family>(i)))] = profile.rows[i];
    for (const std::size_t i : ranking(profile.operations, kItself))
        out["operations"][std::string(vm::name_of(static_cast<vm::Op>(i)))] = profile.operations[i];
    for (const std::size_t i : ranking(profile.opcodes, kCycles)) {
        const EvmOpcode& opcode = profile.opcodes[i];
        out["evm_opcodes"][opcode_name(static_cast<std::uint8_t>(i))] = {
            {"executed", opcode.executed}, {"cycles", opcode.cycles}};
    }
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zk::perf
