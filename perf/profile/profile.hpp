#pragma once
// Where an execution's cycles go: a tree of calls, and counts by machine operation and by EVM opcode.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "vm/executor/machine.hpp"

#include "perf/profile/symbols.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zk::perf {

/// One path of calls: a function called from `parent`. Cycles are exclusive: executed in this function itself, called on this path.
struct CallNode {
    std::uint32_t function;  ///< index into Symbols::names
    std::uint32_t parent;    ///< kNoParent at the root; parents stand before their children
    std::uint64_t cycles = 0;
    std::uint64_t calls = 0;

    static constexpr std::uint32_t kNoParent = ~std::uint32_t{0};
};

struct EvmOpcode {
    std::uint64_t executed = 0;
    std::uint64_t cycles =
        0;  ///< from its dispatch to the next one of its frame, or to the frame's end; not those of opcodes of frames that it opens
};

struct Profile {
    std::vector<std::string> names;  ///< of functions
    std::vector<CallNode> nodes;     ///< the sum of their cycles is `cycles`
    std::array<std::uint64_t, vm::kOps> operations{};
    std::array<std::uint64_t, vm::kFamilies> rows{};  ///< as the segments' plans count them
    std::array<EvmOpcode, 256> opcodes{};
    std::uint64_t cycles = 0;
    std::uint64_t gas = 0;  ///< that the blocks used, for whoever runs some; 0 where there are none
    std::uint32_t exit_code = 0;
    std::array<std::uint32_t, 8> public_words{};
};

/// Runs the program to its end. Calls are jumps that leave a return address in ra or t0; a jump through them without one returns to the nearest call
/// of that address; any other step into another function is a tail call. Refused: executions that err; call stacks deeper than 2^16, more than 2^22
/// different paths of calls.
[[nodiscard]] Result<Profile> profile(const vm::Program& program, Symbols symbols, ByteView input);

/// What one function, or one group of functions, cost.
struct NamedCycles {
    std::string name;
    std::uint64_t exclusive = 0;  ///< in itself
    std::uint64_t inclusive = 0;  ///< and in what it called, once where it calls itself
    std::uint64_t calls = 0;      ///< of a group: of its functions
};

/// All functions that ran, most exclusive cycles first.
[[nodiscard]] std::vector<NamedCycles> by_function(const Profile& profile);

/// Functions of a group are those whose name contains one of its patterns, or is it where the pattern begins with =; of several groups the first counts.
struct Group {
    std::string name;
    std::vector<std::string> patterns;
};

/// Lines "NAME: PATTERN, PATTERN ..."; empty ones and those that begin with # say nothing. Refused: a line without name or pattern.
[[nodiscard]] Result<std::vector<Group>> parse_groups(std::string_view text);

/// Every cycle belongs to the innermost function on its path that is of a group, or to "other". Most exclusive cycles first; inclusive ones count
/// a path once for each group on it.
[[nodiscard]] std::vector<NamedCycles> by_group(const Profile& profile, const std::vector<Group>& groups);

}  // namespace zk::perf
