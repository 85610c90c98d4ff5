#pragma once
// A profile as people and tools read it.

#include "perf/profile/profile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zk::perf {

/// One line a path: names from the root, semicolons between them, a space, exclusive cycles; as flame graph tools read it.
[[nodiscard]] std::string folded_stacks(const Profile& profile);

/// A flame graph as one self-contained SVG document: the root below, callees above, width in cycles; tooltips say names, cycles and shares. Boxes
/// narrower than a tenth of a pixel are left out.
[[nodiscard]] std::string flame_graph(const Profile& profile, std::string_view title);

/// Tables: by group (where there are groups), the `n_functions` first functions, machine operations, EVM opcodes.
[[nodiscard]] std::string tables(const Profile& profile, const std::vector<Group>& groups, std::size_t n_functions);

/// All of it as one JSON object.
[[nodiscard]] std::string as_json(const Profile& profile, const std::vector<Group>& groups);

/// Mnemonic of the Yellow Paper and later EIPs; "0x0c" for what is undefined.
[[nodiscard]] std::string opcode_name(std::uint8_t opcode);

}  // namespace zk::perf
