#include "guest/evm/interpreter.hpp"

#include "guest/evm/opcodes.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/precompiles/precompiles.hpp"
#include "guest/runtime/probe.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace zk::guest {
namespace {

constexpr std::uint64_t kColdAccountGas = 2600;
constexpr std::uint64_t kColdSlotGas = 2100;
constexpr std::uint64_t kWarmGas = 100;
constexpr std::uint64_t kSstoreSetGas = 20000;
constexpr std::uint64_t kSstoreResetGas = 2900;
constexpr std::uint64_t kSstoreSentry = 2300;
constexpr std::uint64_t kCallValueGas = 9000;
constexpr std::uint64_t kCallStipend = 2300;
constexpr std::uint64_t kNewAccountGas = 25000;
constexpr std::uint64_t kSelfdestructGas = 5000;
constexpr std::int32_t kGasPart = 1 << 30;

constexpr Address kHistoryContract = {0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                      0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35};
constexpr std::uint64_t kHistoryWindow = 8191;

constexpr std::uint8_t number(Op op) {
    return static_cast<std::uint8_t>(op);
}

/// Gas of a memory of so many words, where 32 bits hold it.
constexpr std::uint32_t kFewWords = 0xffff;
constexpr std::uint32_t cost_of_few(std::size_t words) {
    const auto w = static_cast<std::uint32_t>(words);
    return 3 * w + w * w / 512;
}

constexpr std::uint64_t words_of(std::uint64_t bytes) {
    return (bytes + 31) / 32;
}

}  // namespace

/// One frame while it runs. Opcodes that only move the stack and the gas work on locals of loop(); those that need more leave them in the members first.
class Interpreter {
  public:
    Interpreter(Evm& evm, const Frame& frame)
        : evm_(evm),
          state_(evm.state_),
          rules_(evm.rules_),
          frame_(frame),
          buffers_(evm.buffers(frame.depth)),
          memory_(buffers_.memory),
          top_(buffers_.stack.data()),
          gas_(frame.gas) {}

    CallOutcome run() {
        loop();
        CallOutcome out;
        switch (status_) {
            case Status::kRunning:
            case Status::kHalt:
                break;
            case Status::kSuccess:
                out.status = CallStatus::kSuccess;
                out.gas_left = gas_;
                out.output = std::move(output_);
                break;
            case Status::kRevert:
                out.status = CallStatus::kRevert;
                out.gas_left = gas_;
                out.output = std::move(output_);
                break;
        }
        return out;
    }

  private:
    enum class Status : std::uint8_t { kRunning, kSuccess, kRevert, kHalt };

    void loop();

    U256 pop() { return *--top_; }
    void push(const U256& x) { *top_++ = x; }
    U256& peek(std::size_t depth = 0) { return *(top_ - 1 - depth); }
    void halt() { status_ = Status::kHalt; }

    bool pay(std::uint64_t gas) {
        if (gas_ < gas) {
            halt();
            return false;
        }
        gas_ -= gas;
        return true;
    }

    /// Gas as the loop counts it: a part below 2^30 in a register, the rest here.
    std::int32_t take_gas() {
        const std::uint64_t part = std::min<std::uint64_t>(gas_, kGasPart);
        gas_ -= part;
        return static_cast<std::int32_t>(part);
    }
    /// The part fell below zero: more of the rest, or what is negative when there is not enough.
    std::int32_t refill(std::int32_t part) {
        const auto missing = static_cast<std::uint64_t>(-std::int64_t{part});
        if (gas_ < missing) return part;
        gas_ -= missing;
        return take_gas();
    }

    /// Makes [offset, offset + size) addressable and pays for it. Then both fit std::size_t, unless the size is zero.
    bool expand(const U256& offset, const U256& size) {
        if (size.is_zero()) return true;
        if (!offset.fits_u32() || !size.fits_u32()) {
            halt();
            return false;
        }
        const std::uint64_t words = words_of(std::uint64_t{offset.limbs[0]} + size.limbs[0]);
        const std::size_t had = memory_.size() / 32;
        if (words <= had) return true;
        const std::uint64_t cost = words <= kFewWords
                                       ? cost_of_few(static_cast<std::uint32_t>(words)) - cost_of_few(had)
                                       : 3 * words + words * words / 512 - (3 * had + std::uint64_t{had} * had / 512);
        if (!pay(cost)) return false;
        if (words > EvmMemory::kMaxBytes / 32) {
            evm_.memory_exceeded_ = true;
            halt();
            return false;
        }
        memory_.grow(static_cast<std::size_t>(words) * 32);
        return true;
    }
    /// After expand: a size of zero has no place.
    [[nodiscard]] ByteView memory(const U256& offset, const U256& size) const {
        return size.is_zero() ? ByteView() : ByteView(memory_.data() + offset.limbs[0], size.limbs[0]);
    }

    /// Copies source[from, from + size), zero beyond its end, to memory at `to`.
    void copy_to_memory(const U256& to, const U256& from, const U256& size, ByteView source) {
        if (!size.fits_u32() || !expand(to, size) || !pay(3 * words_of(size.low_u64())) || size.is_zero()) {
            if (!size.is_zero() && status_ == Status::kRunning) halt();
            return;
        }
        std::uint8_t* const target = memory_.data() + to.limbs[0];
        const std::size_t n = size.limbs[0];
        std::size_t have = 0;
        if (from.fits_u32() && from.limbs[0] < source.size())
            have = std::min<std::size_t>(n, source.size() - from.limbs[0]);
        if (have != 0) std::memcpy(target, source.data() + from.limbs[0], have);
        std::memset(target + have, 0, n - have);
    }

    void copy_popped(ByteView source) {
        const U256 to = pop();
        const U256 from = pop();
        const U256 size = pop();
        copy_to_memory(to, from, size, source);
    }
    void copy_in_memory() {
        const U256 to = pop();
        const U256 from = pop();
        const U256 size = pop();
        if (!expand(std::max(to, from), size) || !pay(3 * words_of(size.is_zero() ? 0 : size.low_u64()))) return;
        if (!size.is_zero()) std::memmove(memory_.data() + to.limbs[0], memory_.data() + from.limbs[0], size.limbs[0]);
    }

    /// EIP-2929 cost of naming an account.
    bool access_account(const Address& address) { return pay(warm(address) ? kWarmGas : kColdAccountGas); }
    /// Precompiles are warm from the start.
    bool warm(const Address& address) { return precompile_at(rules_, address) != 0 || state_.warm_account(address); }

    void load_call_data(U256& x) const {
        const ByteView input = frame_.input;
        if (!x.fits_u32() || x.limbs[0] >= input.size()) {
            x = U256();
            return;
        }
        const std::size_t at = x.limbs[0];
        if (input.size() - at >= 32) {
            x.set_bytes(input.data() + at, 32);
            return;
        }
        std::uint8_t padded[32] = {};
        std::memcpy(padded, input.data() + at, input.size() - at);
        x.set_bytes(padded, 32);
    }
    /// Where the code goes on; null when nothing may jump there.
    [[nodiscard]] const std::uint8_t* jump(const U256& target) const {
        const Code& code = *frame_.code;
        if (!target.fits_u32() || target.limbs[0] >= code.bytes.size() || !code.is_jump_target(target.limbs[0]))
            return nullptr;
        return code.bytes.data() + target.limbs[0];
    }

    U256 block_hash(const U256& number);
    void sstore();
    void log(int n_topics);
    void create(bool salted);
    void call(CallKind kind);
    void selfdestruct();

    Evm& evm_;
    State& state_;
    const Rules& rules_;
    const Frame& frame_;
    EvmBuffers& buffers_;
    EvmMemory& memory_;
    U256* top_;
    std::uint64_t gas_;  ///< while loop() runs without what it has taken
    Status status_ = Status::kRunning;
    Bytes return_data_;
    Bytes output_;
};

U256 Interpreter::block_hash(const U256& number) {
    const BlockEnvironment& block = evm_.block_;
    if (!number.fits_u64() || number.low_u64() >= block.number || block.number - number.low_u64() > 256) return {};
    const std::uint64_t n = number.low_u64();
    switch (rules_.blockhash) {
        case Rules::Blockhash::kAncestors: {
            const auto index = static_cast<std::size_t>(block.number - 1 - n);  // below 256
            return index < block.ancestors.size() ? U256::from_word(block.ancestors[index]) : U256();
        }
        case Rules::Blockhash::kChainId: {
            std::uint8_t bytes[16];
            for (int i = 0; i < 8; ++i) {
                bytes[7 - i] = static_cast<std::uint8_t>(block.chain_id >> (8 * i));
                bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
            }
            return U256::from_word(keccak256(bytes));
        }
        case Rules::Blockhash::kHistory: {
            const U256 slot(n % kHistoryWindow);
            state_.warm_account(kHistoryContract);
            state_.warm_slot(kHistoryContract, slot);
            return state_.storage(kHistoryContract, slot);
        }
    }
    return {};
}

void Interpreter::sstore() {
    if (frame_.is_static || gas_ <= kSstoreSentry) return halt();
    const U256 slot = pop();
    const U256 value = pop();
    const bool warm = state_.warm_slot(frame_.self, slot);
    const U256 current = state_.storage(frame_.self, slot);
    const U256 original = state_.original_storage(frame_.self, slot);
    // EIP-2200 with the costs of EIP-2929 and, from London on, the refunds of EIP-3529.
    std::uint64_t cost = kWarmGas;
    if (value != current && original == current) cost = original.is_zero() ? kSstoreSetGas : kSstoreResetGas;
    if (!pay(cost + (warm ? 0 : kColdSlotGas)) || value == current) return;
    const std::int64_t clearing = rules_.refund_fifth ? 4800 : 15000;
    std::int64_t refund = 0;
    if (original == current) {
        if (!original.is_zero() && value.is_zero()) refund += clearing;
    } else {
        if (!original.is_zero()) {
            if (current.is_zero()) refund -= clearing;
            if (value.is_zero()) refund += clearing;
        }
        if (value == original) {
            refund +=
                static_cast<std::int64_t>(original.is_zero() ? kSstoreSetGas - kWarmGas : kSstoreResetGas - kWarmGas);
        }
    }
    if (refund != 0) state_.add_refund(refund);
    state_.set_storage(frame_.self, slot, value);
}

void Interpreter::log(int n_topics) {
    if (frame_.is_static) return halt();
    const U256 offset = pop();
    const U256 size = pop();
    if (!expand(offset, size) || !pay(8 * (size.is_zero() ? 0 : size.low_u64()))) return;
    Log entry;
    entry.address = frame_.self;
    for (int i = 0; i < n_topics; ++i) entry.topics.push_back(pop().to_word());
    const ByteView data = memory(offset, size);
    entry.data.assign(data.data(), data.data() + data.size());
    state_.add_log(std::move(entry));
}

void Interpreter::create(bool salted) {
    if (frame_.is_static) return halt();
    const U256 value = pop();
    const U256 offset = pop();
    const U256 size = pop();
    const U256 salt = salted ? pop() : U256();
    if (!expand(offset, size)) return;
    const std::uint64_t n = size.is_zero() ? 0 : size.low_u64();
    if (rules_.initcode_limit && n > kMaxInitcodeBytes) return halt();
    if (!pay(words_of(n) * ((rules_.initcode_limit ? 2u : 0u) + (salted ? 6u : 0u)))) return;

    return_data_.clear();
    const std::uint64_t nonce = state_.nonce(frame_.self);
    if (frame_.depth >= kMaxCallDepth || state_.balance(frame_.self) < value || nonce == ~std::uint64_t{0})
        return push(U256());
    const ByteView initcode = memory(offset, size);
    CreateMessage m;
    m.depth = frame_.depth + 1;
    m.gas = gas_ - gas_ / 64;
    m.sender = frame_.self;
    m.created = salted ? create2_address(frame_.self, salt, initcode) : create_address(frame_.self, nonce);
    m.value = value;
    m.initcode = initcode;
    gas_ -= m.gas;
    state_.set_nonce(frame_.self, nonce + 1);
    CallOutcome out = evm_.create(m);
    gas_ += out.gas_left;
    push(out.status == CallStatus::kSuccess ? U256::from_address(m.created) : U256());
    if (out.status == CallStatus::kRevert) return_data_ = std::move(out.output);
}

void Interpreter::call(CallKind kind) {
    const U256 requested = pop();
    const Address address = pop().to_address();
    const bool has_value = kind == CallKind::kCall || kind == CallKind::kCallCode;
    const U256 value = has_value ? pop() : U256();
    const U256 in_offset = pop();
    const U256 in_size = pop();
    const U256 out_offset = pop();
    const U256 out_size = pop();
    if (kind == CallKind::kCall && frame_.is_static && !value.is_zero()) return halt();
    if (!expand(in_offset, in_size) || !expand(out_offset, out_size)) return;
    if (!access_account(address)) return;
    if (rules_.set_code) {
        if (const std::optional<Address> delegate = delegation_target(state_.code(address).bytes)) {
            if (!access_account(*delegate)) return;
        }
    }
    std::uint64_t extra = 0;
    if (!value.is_zero()) {
        extra += kCallValueGas;
        if (kind == CallKind::kCall && state_.is_empty(address)) extra += kNewAccountGas;
    }
    if (!pay(extra)) return;
    const std::uint64_t available = gas_ - gas_ / 64;
    CallMessage m;
    m.gas = requested.fits_u64() ? std::min(requested.low_u64(), available) : available;
    gas_ -= m.gas;
    if (!value.is_zero()) m.gas += kCallStipend;
    m.kind = kind;
    m.is_static = frame_.is_static || kind == CallKind::kStaticCall;
    m.depth = frame_.depth + 1;
    m.input = memory(in_offset, in_size);
    m.code_address = address;
    switch (kind) {
        case CallKind::kCall:
        case CallKind::kStaticCall:
            m.sender = frame_.self;
            m.recipient = address;
            m.value = value;
            m.kind = CallKind::kCall;
            break;
        case CallKind::kCallCode:
            m.sender = frame_.self;
            m.recipient = frame_.self;
            m.value = value;
            break;
        case CallKind::kDelegateCall:
            m.sender = frame_.sender;
            m.recipient = frame_.self;
            m.value = frame_.value;
            break;
    }
    CallOutcome out = evm_.call(m);
    gas_ += out.gas_left;
    return_data_ = std::move(out.output);
    const std::size_t copied = std::min<std::size_t>(return_data_.size(), out_size.limbs[0]);
    if (copied != 0) std::memcpy(memory_.data() + out_offset.limbs[0], return_data_.data(), copied);
    push(out.status == CallStatus::kSuccess ? U256(1) : U256());
}

void Interpreter::selfdestruct() {
    if (rules_.selfdestruct == Rules::Selfdestruct::kHalts || frame_.is_static) return halt();
    const Address beneficiary = pop().to_address();
    const bool was_warm = warm(beneficiary);
    const U256 balance = state_.balance(frame_.self);
    const std::uint64_t extra = !balance.is_zero() && state_.is_empty(beneficiary) ? kNewAccountGas : 0;
    if (!pay(kSelfdestructGas + (was_warm ? 0 : kColdAccountGas) + extra)) return;
    const bool removes =
        rules_.selfdestruct == Rules::Selfdestruct::kRemoves || state_.created_in_transaction(frame_.self);
    if (beneficiary != frame_.self) {
        state_.set_balance(frame_.self, U256());
        state_.add_balance(beneficiary, balance);
    } else if (removes) {
        state_.set_balance(frame_.self, U256());  // burnt
    }
    if (removes && state_.destroy(frame_.self) && !rules_.refund_fifth) state_.add_refund(24000);
    status_ = Status::kSuccess;
}

// NOLINTBEGIN(readability-function-size): one function, so that the state of the loop lives in registers
void Interpreter::loop() {
    const ByteView code = frame_.code->bytes;
    const BlockEnvironment& block = evm_.block_;
    const std::uint8_t* pc = code.data();
    const std::uint8_t* const end = pc + code.size();
    U256* const base = top_;
    U256* const limit = base + EvmStack::kLimit;
    U256* top = base;
    std::int32_t gas = take_gas();

    // Stack and constant gas of an opcode, known where it is compiled.
    const auto enter = [&](Op op) __attribute__((always_inline)) {
        const OpcodeFacts facts = kOpcodes[static_cast<std::uint8_t>(op)];
        if (facts.pops != 0 && top < base + facts.pops) return false;
        if (facts.pushes > facts.pops && top == limit) return false;
        gas -= facts.gas;
        if (gas < 0) [[unlikely]]
            gas = refill(gas);
        return gas >= 0;
    };
    // Runs what works on the members.
    const auto outside = [&](auto&& work) __attribute__((always_inline)) {
        top_ = top;
        gas_ += static_cast<std::uint64_t>(gas);
        work();
        if (status_ != Status::kRunning) return false;
        top = top_;
        gas = take_gas();
        return true;
    };
    const auto finish = [&](Status status) __attribute__((always_inline)) {
        gas_ += static_cast<std::uint64_t>(gas);
        status_ = status;
    };
    // The next n bytes of the code; zeros follow its end.
    const auto push_bytes = [&](std::size_t n) __attribute__((always_inline)) {
        const auto have = static_cast<std::size_t>(end - pc);
        if (have < n) [[unlikely]] {
            *top++ = U256::from_bytes(pc, have) << static_cast<unsigned>(8 * (n - have));
            pc = end;
            return;
        }
        top++->set_bytes(pc, n);
        pc += n;
    };
    const auto in_memory = [&](const U256& offset, std::uint32_t n) __attribute__((always_inline)) {
        return offset.fits_u32() && std::uint64_t{offset.limbs[0]} + n <= memory_.size();
    };
    const auto boolean = [](U256& x, bool value) { x.set_u32(value ? 1 : 0); };

#define ZK_ENTER(op) \
    if (!enter(op)) return halt()
// y = f(x, y), x being the top.
#define ZK_BINARY(op, statement) \
    case number(op): {           \
        ZK_ENTER(op);            \
        const U256& x = top[-1]; \
        U256& y = top[-2];       \
        statement;               \
        --top;                   \
        break;                   \
    }
#define ZK_TERNARY(op, function)                       \
    case number(op):                                   \
        ZK_ENTER(op);                                  \
        top[-3] = function(top[-1], top[-2], top[-3]); \
        top -= 2;                                      \
        break;
#define ZK_PUSH(op, value) \
    case number(op):       \
        ZK_ENTER(op);      \
        *top++ = (value);  \
        break;
#define ZK_OUTSIDE(op, work)                 \
    case number(op):                         \
        ZK_ENTER(op);                        \
        if (!outside([&] { work; })) return; \
        break;

// PUSH1 .. PUSH32; all cost the same.
#define ZK_PUSH_BYTES(n)    \
    case 0x5f + (n):        \
        ZK_ENTER(Op{0x60}); \
        push_bytes(n);      \
        break;

#define ZK_FOUR_CASES(first) \
    case (first):            \
    case (first) + 1:        \
    case (first) + 2:        \
    case (first) + 3:
#define ZK_SIXTEEN_CASES(first) \
    ZK_FOUR_CASES(first) ZK_FOUR_CASES((first) + 4) ZK_FOUR_CASES((first) + 8) ZK_FOUR_CASES((first) + 12)

    for (;;) {
        if (pc == end) [[unlikely]]
            return finish(Status::kSuccess);  // STOP follows the code
        const std::uint8_t op = *pc++;
        probe_opcode(op);
        switch (op) {
            ZK_BINARY(Op::kAdd, add_overflows(y, x, y))
            ZK_BINARY(Op::kMul, y = x * y)
            ZK_BINARY(Op::kSub, sub_borrows(y, x, y))
            ZK_BINARY(Op::kDiv, y = evm_div(x, y))
            ZK_BINARY(Op::kSdiv, y = evm_sdiv(x, y))
            ZK_BINARY(Op::kMod, y = evm_mod(x, y))
            ZK_BINARY(Op::kSmod, y = evm_smod(x, y))
            ZK_BINARY(Op::kSignextend, y = evm_signextend(x, y))
            ZK_BINARY(Op::kLt, boolean(y, x < y))
            ZK_BINARY(Op::kGt, boolean(y, y < x))
            ZK_BINARY(Op::kSlt, boolean(y, evm_slt(x, y)))
            ZK_BINARY(Op::kSgt, boolean(y, evm_slt(y, x)))
            ZK_BINARY(Op::kEq, boolean(y, x == y))
            ZK_BINARY(Op::kAnd, for (int i = 0; i < U256::kLimbs; ++i) y.limbs[i] &= x.limbs[i])
            ZK_BINARY(Op::kOr, for (int i = 0; i < U256::kLimbs; ++i) y.limbs[i] |= x.limbs[i])
            ZK_BINARY(Op::kXor, for (int i = 0; i < U256::kLimbs; ++i) y.limbs[i] ^= x.limbs[i])
            ZK_BINARY(Op::kByte, y = evm_byte(x, y))
            ZK_BINARY(Op::kShl, y = evm_shl(x, y))
            ZK_BINARY(Op::kShr, y = evm_shr(x, y))
            ZK_BINARY(Op::kSar, y = evm_sar(x, y))
            ZK_TERNARY(Op::kAddmod, evm_addmod)
            ZK_TERNARY(Op::kMulmod, evm_mulmod)
            ZK_PUSH(Op::kAddress, U256::from_address(frame_.self))
            ZK_PUSH(Op::kOrigin, U256::from_address(evm_.transaction_.origin))
            ZK_PUSH(Op::kCaller, U256::from_address(frame_.sender))
            ZK_PUSH(Op::kCallvalue, frame_.value)
            ZK_PUSH(Op::kCalldatasize, U256(frame_.input.size()))
            ZK_PUSH(Op::kCodesize, U256(code.size()))
            ZK_PUSH(Op::kGasprice, evm_.transaction_.gas_price)
            ZK_PUSH(Op::kReturndatasize, U256(return_data_.size()))
            ZK_PUSH(Op::kCoinbase, U256::from_address(block.coinbase))
            ZK_PUSH(Op::kTimestamp, U256(block.timestamp))
            ZK_PUSH(Op::kNumber, U256(block.number))
            ZK_PUSH(Op::kDifficulty, rules_.zero_difficulty ? U256() : block.difficulty)
            ZK_PUSH(Op::kGaslimit, U256(block.gas_limit))
            ZK_PUSH(Op::kChainid, U256(block.chain_id))
            ZK_PUSH(Op::kPc, U256(static_cast<std::uint64_t>(pc - code.data() - 1)))
            ZK_PUSH(Op::kMsize, U256(memory_.size()))
            ZK_PUSH(Op::kGas, U256(gas_ + static_cast<std::uint64_t>(gas)))
            ZK_OUTSIDE(Op::kExp, {
                const U256 radix = pop();
                const auto bytes = static_cast<std::uint64_t>((peek().bit_length() + 7) / 8);
                if (pay(50 * bytes)) peek() = evm_exp(radix, peek());
            })
            ZK_OUTSIDE(Op::kKeccak256, {
                const U256 offset = pop();
                const U256 size = pop();
                if (expand(offset, size) && pay(6 * words_of(size.is_zero() ? 0 : size.low_u64())))
                    push(U256::from_word(keccak256(memory(offset, size))));
            })
            ZK_OUTSIDE(Op::kBalance, {
                const Address address = pop().to_address();
                if (access_account(address)) push(state_.balance(address));
            })
            ZK_OUTSIDE(Op::kCalldatacopy, copy_popped(frame_.input))
            ZK_OUTSIDE(Op::kCodecopy, copy_popped(code))
            ZK_OUTSIDE(Op::kExtcodesize, {
                const Address address = pop().to_address();
                if (access_account(address)) push(U256(state_.code(address).bytes.size()));
            })
            ZK_OUTSIDE(Op::kExtcodecopy, {
                const Address address = pop().to_address();
                if (access_account(address)) copy_popped(state_.code(address).bytes);
            })
            ZK_OUTSIDE(Op::kReturndatacopy, {
                U256 sum;
                if (add_overflows(sum, peek(1), peek(2)) || sum > U256(return_data_.size())) {
                    halt();
                } else {
                    copy_popped(return_data_);
                }
            })
            ZK_OUTSIDE(Op::kExtcodehash, {
                const Address address = pop().to_address();
                if (access_account(address))
                    push(state_.is_empty(address) ? U256() : U256::from_word(state_.code_hash(address)));
            })
            ZK_OUTSIDE(Op::kBlockhash, peek() = block_hash(peek()))
            ZK_OUTSIDE(Op::kSelfbalance, push(state_.balance(frame_.self)))
            ZK_OUTSIDE(Op::kSload, {
                U256& x = peek();
                if (pay(state_.warm_slot(frame_.self, x) ? kWarmGas : kColdSlotGas)) x = state_.storage(frame_.self, x);
            })
            ZK_OUTSIDE(Op::kSstore, sstore())
            ZK_OUTSIDE(Op::kCreate, create(false))
            ZK_OUTSIDE(Op::kCreate2, create(true))
            ZK_OUTSIDE(Op::kCall, call(CallKind::kCall))
            ZK_OUTSIDE(Op::kCallcode, call(CallKind::kCallCode))
            ZK_OUTSIDE(Op::kDelegatecall, call(CallKind::kDelegateCall))
            ZK_OUTSIDE(Op::kStaticcall, call(CallKind::kStaticCall))
            ZK_OUTSIDE(Op::kSelfdestruct, selfdestruct())
            ZK_PUSH_BYTES(1)
            ZK_PUSH_BYTES(2)
            ZK_PUSH_BYTES(3)
            ZK_PUSH_BYTES(4)
            ZK_PUSH_BYTES(5)
            ZK_PUSH_BYTES(6)
            ZK_PUSH_BYTES(7)
            ZK_PUSH_BYTES(8)
            ZK_PUSH_BYTES(9)
            ZK_PUSH_BYTES(10)
            ZK_PUSH_BYTES(11)
            ZK_PUSH_BYTES(12)
            ZK_PUSH_BYTES(13)
            ZK_PUSH_BYTES(14)
            ZK_PUSH_BYTES(15)
            ZK_PUSH_BYTES(16)
            ZK_PUSH_BYTES(17)
            ZK_PUSH_BYTES(18)
            ZK_PUSH_BYTES(19)
            ZK_PUSH_BYTES(20)
            ZK_PUSH_BYTES(21)
            ZK_PUSH_BYTES(22)
            ZK_PUSH_BYTES(23)
            ZK_PUSH_BYTES(24)
            ZK_PUSH_BYTES(25)
            ZK_PUSH_BYTES(26)
            ZK_PUSH_BYTES(27)
            ZK_PUSH_BYTES(28)
            ZK_PUSH_BYTES(29)
            ZK_PUSH_BYTES(30)
            ZK_PUSH_BYTES(31)
            ZK_PUSH_BYTES(32)

            case number(Op::kStop):
                return finish(Status::kSuccess);
            case number(Op::kIszero):
                ZK_ENTER(Op::kIszero);
                boolean(top[-1], top[-1].is_zero());
                break;
            case number(Op::kNot):
                ZK_ENTER(Op::kNot);
                for (std::uint32_t& limb : top[-1].limbs) limb = ~limb;
                break;
            case number(Op::kClz):
                if (!rules_.clz) return halt();
                ZK_ENTER(Op::kClz);
                top[-1] = U256(static_cast<std::uint64_t>(256 - top[-1].bit_length()));
                break;
            case number(Op::kCalldataload):
                ZK_ENTER(Op::kCalldataload);
                load_call_data(top[-1]);
                break;
            case number(Op::kBasefee):
                if (!rules_.base_fee) return halt();
                ZK_ENTER(Op::kBasefee);
                *top++ = block.base_fee;
                break;
            case number(Op::kBlobhash): {
                if (!rules_.blobs) return halt();
                ZK_ENTER(Op::kBlobhash);
                U256& x = top[-1];
                const std::span<const Hash> hashes = evm_.transaction_.blob_hashes;
                x = x.fits_u32() && x.limbs[0] < hashes.size() ? U256::from_word(hashes[x.limbs[0]]) : U256();
                break;
            }
            case number(Op::kBlobbasefee):
                if (!rules_.blobs) return halt();
                ZK_ENTER(Op::kBlobbasefee);
                *top++ = block.blob_base_fee;
                break;
            case number(Op::kPop):
                ZK_ENTER(Op::kPop);
                --top;
                break;
            case number(Op::kMload):
                ZK_ENTER(Op::kMload);
                if (!in_memory(top[-1], 32) && !outside([&] { expand(peek(), U256(32)); })) return;
                top[-1].set_bytes(memory_.data() + top[-1].limbs[0], 32);
                break;
            case number(Op::kMstore):
                ZK_ENTER(Op::kMstore);
                if (!in_memory(top[-1], 32) && !outside([&] { expand(peek(), U256(32)); })) return;
                top[-2].to_bytes(memory_.data() + top[-1].limbs[0]);
                top -= 2;
                break;
            case number(Op::kMstore8):
                ZK_ENTER(Op::kMstore8);
                if (!in_memory(top[-1], 1) && !outside([&] { expand(peek(), U256(1)); })) return;
                memory_.data()[top[-1].limbs[0]] = static_cast<std::uint8_t>(top[-2].limbs[0]);
                top -= 2;
                break;
            case number(Op::kJump):
                ZK_ENTER(Op::kJump);
                pc = jump(*--top);
                if (pc == nullptr) return halt();
                break;
            case number(Op::kJumpi):
                ZK_ENTER(Op::kJumpi);
                top -= 2;
                if (top[0].is_zero()) break;
                pc = jump(top[1]);
                if (pc == nullptr) return halt();
                break;
            case number(Op::kJumpdest):
                ZK_ENTER(Op::kJumpdest);
                break;
            case number(Op::kTload):
                if (!rules_.transient_and_mcopy) return halt();
                ZK_ENTER(Op::kTload);
                top[-1] = state_.transient_storage(frame_.self, top[-1]);
                break;
            case number(Op::kTstore):
                if (!rules_.transient_and_mcopy || frame_.is_static) return halt();
                ZK_ENTER(Op::kTstore);
                top -= 2;
                state_.set_transient_storage(frame_.self, top[1], top[0]);
                break;
            case number(Op::kMcopy):
                if (!rules_.transient_and_mcopy) return halt();
                ZK_ENTER(Op::kMcopy);
                if (!outside([&] { copy_in_memory(); })) return;
                break;
            case number(Op::kPush0):
                if (!rules_.push0) return halt();
                ZK_ENTER(Op::kPush0);
                top++->set_u32(0);
                break;
            case number(Op::kLog0):
            case number(Op::kLog1):
            case number(Op::kLog2):
            case number(Op::kLog3):
            case number(Op::kLog4):
                ZK_ENTER(static_cast<Op>(op));
                if (!outside([&] { log(op - static_cast<int>(Op::kLog0)); })) return;
                break;
            case number(Op::kReturn):
            case number(Op::kRevert): {
                ZK_ENTER(Op::kReturn);
                const U256& offset = top[-1];
                const U256& size = top[-2];
                if (!outside([&] { expand(offset, size); })) return;
                const ByteView data = memory(offset, size);
                output_.assign(data.data(), data.data() + data.size());
                return finish(static_cast<Op>(op) == Op::kReturn ? Status::kSuccess : Status::kRevert);
            }
                ZK_SIXTEEN_CASES(0x80) {  // DUP1 .. DUP16
                    const std::size_t n = op - 0x7fu;
                    if (top < base + n || !enter(Op{0x60})) return halt();
                    *top = *(top - n);
                    ++top;
                    break;
                }
                ZK_SIXTEEN_CASES(0x90) {  // SWAP1 .. SWAP16
                    const std::size_t n = op - 0x8eu;
                    if (top < base + n || !enter(Op{0x90})) return halt();
                    U256& x = top[-1];
                    U256& y = *(top - n);
                    for (int i = 0; i < U256::kLimbs; ++i) std::swap(x.limbs[i], y.limbs[i]);
                    break;
                }
            default:
                return halt();
        }
    }
}
#undef ZK_ENTER
#undef ZK_BINARY
#undef ZK_TERNARY
#undef ZK_PUSH
#undef ZK_PUSH_BYTES
#undef ZK_OUTSIDE
#undef ZK_FOUR_CASES
#undef ZK_SIXTEEN_CASES
// NOLINTEND(readability-function-size)

CallOutcome interpret(Evm& evm, const Frame& frame) {
    return Interpreter(evm, frame).run();
}

}  // namespace zk::guest
