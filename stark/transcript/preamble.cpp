#include "stark/transcript/preamble.hpp"

namespace zk::stark {
namespace {

constexpr std::uint32_t kTag = 0x7a6b70;  // "zkp": separates this protocol's transcripts from all others

}  // namespace

std::vector<Felt> preset_elements(const Preset& preset) {
    const auto& [id, name, degree, log_blowup, regime, multiplicity, n_queries, query_bits, free_dimension, free_interactions, max_bits, log_final, max_proofs, target_bits, tests_only] =
        preset;
    static_cast<void>(name);  // a label; the id stands for it
    std::vector<Felt> out;
    for (const std::uint32_t x :
         {id,
          static_cast<std::uint32_t>(degree),
          static_cast<std::uint32_t>(log_blowup),
          static_cast<std::uint32_t>(regime),
          static_cast<std::uint32_t>(multiplicity),
          static_cast<std::uint32_t>(n_queries),
          static_cast<std::uint32_t>(query_bits),
          static_cast<std::uint32_t>(free_dimension),
          static_cast<std::uint32_t>(free_interactions),
          static_cast<std::uint32_t>(max_bits),
          static_cast<std::uint32_t>(log_final),
          max_proofs,
          static_cast<std::uint32_t>(target_bits),
          static_cast<std::uint32_t>(tests_only)}) {
        out.emplace_back(x);
    }
    return out;
}

void absorb_preamble(
    Transcript& transcript,
    const Preset& preset,
    const VerifyingKey& key,
    std::span<const Felt> statement,
    std::span<const Instance> shape
) {
    const std::vector<Felt> tag{Felt(kTag), Felt(kProtocolVersion)};
    transcript.absorb("protocol", std::span<const Felt>(tag));
    transcript.absorb("preset", std::span<const Felt>(preset_elements(preset)));
    transcript.absorb("key", std::span<const Digest>(&key.digest, 1));
    std::vector<Felt> sized{Felt(static_cast<std::uint32_t>(statement.size()))};
    sized.insert(sized.end(), statement.begin(), statement.end());
    transcript.absorb("statement", std::span<const Felt>(sized));
    std::vector<Felt> heights{Felt(static_cast<std::uint32_t>(shape.size()))};
    for (const Instance& instance : shape) {
        heights.emplace_back(instance.table);
        heights.emplace_back(instance.log_height);
    }
    transcript.absorb("shape", std::span<const Felt>(heights));
}

}  // namespace zk::stark
