#include "stark/key/verifying_key.hpp"

#include "stark/transcript/preamble.hpp"

#include <vector>

namespace zk::stark {

Digest key_digest(
    const Preset& preset,
    const Machine& machine,
    int program_log_height,
    const Digest& program_root_small,
    const Digest& program_root_large,
    std::span<const Felt> extra
) {
    std::vector<Felt> input{Felt(kProtocolVersion)};
    const auto append = [&input](std::span<const Felt> elements) {
        input.insert(input.end(), elements.begin(), elements.end());
    };
    append(preset_elements(preset));
    append(machine.digest().words);
    input.emplace_back(static_cast<std::uint32_t>(program_log_height));
    append(program_root_small.words);
    append(program_root_large.words);
    input.emplace_back(static_cast<std::uint32_t>(extra.size()));
    append(extra);
    return poseidon_hash(input);
}

}  // namespace zk::stark
