#pragma once
// EVM bytecode written down in C++: code(Op::kCaller, 0, Op::kMstore, ...). Integers are pushed in as few bytes as they need.

#include "base/bytes.hpp"
#include "guest/evm/opcodes.hpp"
#include "guest/math/u256.hpp"
#include "guest/types.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace zk::devnet {

/// The n-th stack item copied to the top, or changed places with it: n in 1..16.
constexpr guest::Op dup(unsigned n) {
    return static_cast<guest::Op>(0x7f + n);
}
constexpr guest::Op swap(unsigned n) {
    return static_cast<guest::Op>(0x8f + n);
}

/// A place to jump to.
struct Label {
    std::size_t index = 0;
};
/// Where a label lies: a JUMPDEST.
struct Here {
    Label label;
};

class EvmAssembler {
  public:
    /// Appends instructions: an Op, an integer or address to push, a Label to push, Here{label}.
    template <class... Items>
    EvmAssembler& operator()(const Items&... items) {
        (add(items), ...);
        return *this;
    }

    [[nodiscard]] Label label() {
        places_.push_back(0);
        return {places_.size() - 1};
    }

    /// Bytes as they are.
    EvmAssembler& raw(ByteView bytes);

    /// The code with all labels resolved; each used one lies somewhere. Shorter than 2^16 bytes.
    [[nodiscard]] Bytes take();

  private:
    void add(guest::Op op) { code_.push_back(static_cast<std::uint8_t>(op)); }
    void add(const guest::U256& value);
    template <std::integral T>
    void add(T value) {
        add(guest::U256(static_cast<std::uint64_t>(value)));
    }
    void add(const guest::Address& address) { add(guest::U256::from_address(address)); }
    void add(Label label);
    void add(Here here);

    struct Use {
        std::size_t at = 0;  // of the two bytes
        std::size_t label = 0;
    };
    Bytes code_;
    std::vector<std::size_t> places_;
    std::vector<Use> uses_;
};

/// Code that a transaction creates a contract with: runs `constructor`, then returns `runtime`.
[[nodiscard]] Bytes initcode(ByteView constructor, ByteView runtime);

/// First four bytes of keccak256 of a signature such as "transfer(address,uint256)".
[[nodiscard]] std::uint32_t selector(std::string_view signature);

/// Call data: a selector and words (contract ABI, head only).
[[nodiscard]] Bytes call_data(std::uint32_t selector, const std::vector<guest::U256>& words);
/// Words alone.
[[nodiscard]] Bytes words_data(const std::vector<guest::U256>& words);

}  // namespace zk::devnet
