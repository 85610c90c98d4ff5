#pragma once
// The Ethereum virtual machine (Yellow Paper, section 9) under a set of rules: message calls and contract creations on a journaled state.

#include "guest/evm/rules.hpp"
#include "guest/state/state.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace zk::guest {

inline constexpr std::uint64_t kMaxCodeBytes = 24576;
inline constexpr std::uint64_t kMaxInitcodeBytes = 2 * kMaxCodeBytes;
inline constexpr int kMaxCallDepth = 1024;

/// What the block says. `ancestors[i]` is the hash of block number - 1 - i (Rules::Blockhash::kAncestors).
struct BlockEnvironment {
    std::uint64_t chain_id = 0;
    std::uint64_t number = 0;
    std::uint64_t timestamp = 0;
    std::uint64_t gas_limit = 0;
    Address coinbase{};
    U256 base_fee;
    U256 difficulty;  ///< prevrandao from Paris on
    U256 blob_base_fee;
    std::span<const Hash> ancestors;
};

struct TransactionEnvironment {
    Address origin{};
    U256 gas_price;
    std::span<const Hash> blob_hashes;
};

enum class CallKind : std::uint8_t { kCall, kCallCode, kDelegateCall, kStaticCall };

struct CallMessage {
    CallKind kind = CallKind::kCall;
    bool is_static = false;
    int depth = 0;
    std::uint64_t gas = 0;
    Address sender{};
    Address recipient{};     ///< whose storage and balance
    Address code_address{};  ///< whose code, before delegation
    U256 value;              ///< transferred by kCall, only shown by kDelegateCall
    ByteView input;
};

struct CreateMessage {
    int depth = 0;
    std::uint64_t gas = 0;
    Address sender{};
    Address created{};
    U256 value;
    ByteView initcode;
};

enum class CallStatus : std::uint8_t {
    kSuccess,
    kRevert,  ///< REVERT: gas left and output stand
    kHalt,    ///< exceptional halt: all gas is gone
    kRefused  ///< not begun (depth, balance): all gas is left
};

struct CallOutcome {
    CallStatus status = CallStatus::kHalt;
    std::uint64_t gas_left = 0;
    Bytes output;
};

/// Room of one frame's stack; what lies in it is whatever was left there.
class EvmStack {
  public:
    static constexpr std::size_t kLimit = 1024;

    EvmStack() : words_(std::allocator<U256>().allocate(kLimit)) {}
    ~EvmStack() { std::allocator<U256>().deallocate(words_, kLimit); }
    EvmStack(const EvmStack&) = delete;
    EvmStack& operator=(const EvmStack&) = delete;

    [[nodiscard]] U256* data() { return words_; }

  private:
    U256* words_;
};

/// Memory of one frame.
class EvmMemory {
  public:
    /// More than gas of any block buys, and little enough for sizes and offsets of 32 bits.
    static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

    [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
    [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// What is new is zero. size() <= n <= kMaxBytes.
    void grow(std::size_t n) {
        if (n > bytes_.size())
            bytes_.resize(std::max({n, std::min<std::size_t>(2 * bytes_.size(), kMaxBytes), kFirstBytes}));
        size_ = n;
    }
    void clear() {
        std::fill_n(bytes_.begin(), size_, std::uint8_t{0});
        size_ = 0;
    }

  private:
    static constexpr std::size_t kFirstBytes = 1024;

    Bytes bytes_;  ///< zero from size_ on
    std::size_t size_ = 0;
};

struct EvmBuffers {
    EvmStack stack;
    EvmMemory memory;
};

class Evm {
  public:
    Evm(State& state, const Rules& rules, const BlockEnvironment& block)
        : state_(state),
          rules_(rules),
          block_(block) {}

    void set_transaction(const TransactionEnvironment& transaction) { transaction_ = transaction; }

    /// Transfers, executes, and on anything but success undoes.
    CallOutcome call(const CallMessage& message);
    /// The sender's nonce has been raised already. The output of a success is empty: the code is in the state.
    CallOutcome create(const CreateMessage& message);

    /// The code that runs at an address: its own, or that of its delegate (EIP-7702). `delegate` is set when there is one.
    const Code& executed_code(const Address& address, std::optional<Address>& delegate);

    [[nodiscard]] const Rules& rules() const { return rules_; }
    [[nodiscard]] State& state() { return state_; }
    /// A frame paid for more memory than EvmMemory can have: what was executed means nothing.
    [[nodiscard]] bool memory_exceeded() const { return memory_exceeded_; }

  private:
    friend class Interpreter;
    /// Stack and memory of the frames at one depth, used one after another; the memory is empty.
    EvmBuffers& buffers(int depth);

    State& state_;
    const Rules rules_;
    const BlockEnvironment& block_;
    TransactionEnvironment transaction_;
    std::deque<EvmBuffers> buffers_;
    bool memory_exceeded_ = false;
};

/// keccak256(rlp[sender, nonce])[12..] and keccak256(ff, sender, salt, keccak256(initcode))[12..] (EIP-1014).
Address create_address(const Address& sender, std::uint64_t nonce);
Address create2_address(const Address& sender, const U256& salt, ByteView initcode);

/// The address of an EIP-7702 designator, if `code` is one.
std::optional<Address> delegation_target(ByteView code);

}  // namespace zk::guest
