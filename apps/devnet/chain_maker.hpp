#pragma once
// Block after block. Internal to apps/devnet.

#include "apps/devnet/chain.hpp"

#include <memory>

namespace zk::devnet {

inline constexpr std::uint64_t kGenesisTimestamp = 1'760'000'000;
inline constexpr std::uint64_t kBaseFee = 15'680'000;
inline constexpr std::uint64_t kBlockGasLimit = 20'000'000;
inline constexpr std::uint64_t kL1Gas = 1'000'000;
/// Extra data before EuclidV2: vanity and a seal (Clique, EIP-225).
inline constexpr std::size_t kCliqueBytes = 97;

class ChainMaker {
  public:
    virtual ~ChainMaker() = default;
    /// Numbers rise by one from the options' first block.
    virtual ChainBlock next(std::uint64_t number) = 0;
};

/// Precondition: check(options).
[[nodiscard]] std::unique_ptr<ChainMaker> make_headers_chain(const ChainOptions& options);
[[nodiscard]] std::unique_ptr<ChainMaker> make_state_chain(const ChainOptions& options);

}  // namespace zk::devnet
