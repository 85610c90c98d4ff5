#include "vm/proof/commitment.hpp"

#include "base/bytes.hpp"
#include "base/hex.hpp"
#include "vm/machine/statement.hpp"

#include <array>

namespace zk::vm {

stark::VerifyingKey verifying_key(
    const stark::Machine& machine, const stark::Preset& preset, const ProgramCommitment& program
) {
    stark::VerifyingKey key;
    key.program_log_height = static_cast<int>(program.log_height);
    key.program_root_small = program.root_small;
    key.program_root_large = program.root_large;
    key.digest = stark::key_digest(
        preset,
        machine,
        key.program_log_height,
        key.program_root_small,
        key.program_root_large,
        key_extra(program.entry, program.image_root)
    );
    return key;
}

ProgramIdentity identity_of(const stark::VerifyingKey& key, const ProgramCommitment& program) {
    return {key.digest, program.entry, program.image_root};
}

std::string to_hex(const Digest& digest) {
    std::array<std::uint8_t, 32> bytes{};
    for (std::size_t i = 0; i < 8; ++i) store_u32le(bytes.data() + 4 * i, digest.words[i].value());
    return zk::to_hex(bytes);
}

}  // namespace zk::vm
