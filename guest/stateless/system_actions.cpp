#include "guest/stateless/system_actions.hpp"

#include "guest/stateless/l1_fee.hpp"

namespace zk::guest {
namespace {

constexpr Address kSystemAddress = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe};
constexpr Address kHistoryContract = {0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                      0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35};
constexpr std::uint64_t kSystemGas = 30'000'000;
constexpr std::uint64_t kPrecision = 1'000'000'000;

/// Slots of the oracle that the upgrades read and write.
constexpr std::uint64_t kPenaltyThreshold = 9;
constexpr std::uint64_t kPenaltyFactor = 10;
constexpr std::uint64_t kIsFeynman = 11;
constexpr std::uint64_t kIsGalileo = 12;

void upgrade_oracle(State& state, std::uint64_t flag, ByteView code) {
    state.begin_transaction();
    state.set_code(kL1GasPriceOracle, Bytes(code.begin(), code.end()));
    if (flag == kIsFeynman) {
        state.set_storage(kL1GasPriceOracle, U256(kPenaltyThreshold), U256(kPrecision));
        state.set_storage(kL1GasPriceOracle, U256(kPenaltyFactor), U256(kPrecision));
    }
    state.set_storage(kL1GasPriceOracle, U256(flag), U256(1));
}

}  // namespace

void run_system_actions(Evm& evm, Fork fork, const Header& header) {
    State& state = evm.state();
    const auto flagged = [&state](std::uint64_t slot) {
        return state.storage(kL1GasPriceOracle, U256(slot)) == U256(1);
    };
    if (fork >= Fork::kFeynman && !flagged(kIsFeynman)) upgrade_oracle(state, kIsFeynman, feynman_oracle_code());
    if (fork >= Fork::kGalileoV2 && !flagged(kIsGalileo)) upgrade_oracle(state, kIsGalileo, galileo_v2_oracle_code());
    if (!evm.rules().history || header.number == 0) return;

    // Without the contract the call would leave nothing behind, so it is not made.
    if (state.code(kHistoryContract).bytes.empty()) return;
    state.begin_transaction();
    TransactionEnvironment environment;
    environment.origin = kSystemAddress;
    evm.set_transaction(environment);
    CallMessage m;
    m.gas = kSystemGas;
    m.sender = kSystemAddress;
    m.recipient = m.code_address = kHistoryContract;
    m.input = header.parent_hash;
    static_cast<void>(evm.call(m));  // a failure is ignored
    state.end_transaction();
}

}  // namespace zk::guest
