// Any input to any precompile under any rules: no crash, no more gas than given, nothing returned on failure, the same result
// with exactly the gas used and failure with one unit less.

#include "guest/precompiles/precompiles.hpp"

#include <array>
#include <cstdlib>

namespace {

using namespace zk;
using namespace zk::guest;

void require(bool condition) {
    if (!condition) std::abort();
}

Rules rules_from(std::uint8_t byte) {
    if ((byte & 0x80) != 0) return rules_of(static_cast<Revision>(byte % 6));
    constexpr std::array kForks = {Fork::kEuclidV1, Fork::kEuclidV2, Fork::kFeynman, Fork::kGalileo, Fork::kGalileoV2};
    return rules_of(kForks[byte % kForks.size()]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const Rules rules = rules_from(data[0]);
    const auto ids = precompile_addresses(rules);
    const std::uint16_t id = ids[data[1] % ids.size()];
    const ByteView input(data + 2, size - 2);
    constexpr std::uint64_t kGas = 300000;  // bounds the work of one run
    const PrecompileOutcome out = run_precompile(rules, id, input, kGas);
    require(out.gas_used <= kGas);
    require(out.success || (out.gas_used == kGas && out.output.empty()));
    if (out.success) {
        const PrecompileOutcome again = run_precompile(rules, id, input, out.gas_used);
        require(again.success && again.gas_used == out.gas_used && again.output == out.output);
        if (out.gas_used > 0) require(!run_precompile(rules, id, input, out.gas_used - 1).success);
    }
    return 0;
}
