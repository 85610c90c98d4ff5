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
/// No gas limit pays for more, so larger offsets and sizes are out of gas.
constexpr std::uint64_t kMaxMemory = std::uint64_t{1} << 32;

constexpr Address kHistoryContract = {0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                      0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35};
constexpr std::uint64_t kHistoryWindow = 8191;

constexpr std::uint64_t words_of(std::uint64_t bytes) {
    return (bytes + 31) / 32;
}

}  // namespace

/// One frame while it runs.
class Interpreter {
  public:
    Interpreter(Evm& evm, const Frame& frame)
        : evm_(evm),
          state_(evm.state_),
          rules_(evm.rules_),
          frame_(frame),
          buffers_(evm.buffers(frame.depth)),
          memory_(buffers_.memory),
          gas_(frame.gas) {
        if (buffers_.stack.empty()) buffers_.stack.resize(kStackLimit);
        base_ = buffers_.stack.data();
        top_ = base_;
    }

    CallOutcome run() {
        const ByteView code = frame_.code->bytes;
        status_ = Status::kRunning;
        while (status_ == Status::kRunning) {
            const std::uint8_t op = pc_ < code.size() ? code[pc_] : static_cast<std::uint8_t>(Op::kStop);
            ++pc_;
            const OpcodeFacts& facts = kOpcodes[op];
            const auto height = static_cast<std::size_t>(top_ - base_);
            if (height < facts.pops || height + facts.pushes > kStackLimit + facts.pops || gas_ < facts.gas) {
                status_ = Status::kHalt;
                break;
            }
            gas_ -= facts.gas;
            probe_opcode(op);
            step(op, code);
        }
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
    static constexpr std::size_t kStackLimit = 1024;
    enum class Status : std::uint8_t { kRunning, kSuccess, kRevert, kHalt };

    void step(std::uint8_t op, ByteView code);

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

    /// Makes [offset, offset + size) addressable and pays for it.
    bool expand(const U256& offset, const U256& size) {
        if (size.is_zero()) return true;
        if (!offset.fits_u64() || !size.fits_u64() || offset.low_u64() >= kMaxMemory || size.low_u64() >= kMaxMemory) {
            halt();
            return false;
        }
        const std::uint64_t words = words_of(offset.low_u64() + size.low_u64());
        const std::uint64_t had = memory_.size() / 32;
        if (words <= had) return true;
        const auto cost = [](std::uint64_t w) { return 3 * w + w * w / 512; };
        if (!pay(cost(words) - cost(had))) return false;
        memory_.resize(words * 32, 0);
        return true;
    }
    /// After expand: a size of zero has no place.
    [[nodiscard]] ByteView memory(const U256& offset, const U256& size) const {
        return size.is_zero() ? ByteView() : ByteView(memory_.data() + offset.low_u64(), size.low_u64());
    }

    /// Copies source[from, from + size), zero beyond its end, to memory at `to`.
    void copy_to_memory(const U256& to, const U256& from, const U256& size, ByteView source) {
        if (!size.fits_u64() || size.low_u64() >= kMaxMemory || !expand(to, size) ||
            !pay(3 * words_of(size.low_u64())) || size.is_zero()) {
            if (!size.is_zero() && status_ == Status::kRunning) halt();
            return;
        }
        std::uint8_t* const target = memory_.data() + to.low_u64();
        const std::uint64_t n = size.low_u64();
        std::uint64_t have = 0;
        if (from.fits_u64() && from.low_u64() < source.size())
            have = std::min<std::uint64_t>(n, source.size() - from.low_u64());
        if (have != 0) std::memcpy(target, source.data() + from.low_u64(), have);
        std::memset(target + have, 0, n - have);
    }

    /// EIP-2929 cost of naming an account.
    bool access_account(const Address& address) { return pay(warm(address) ? kWarmGas : kColdAccountGas); }
    /// Precompiles are warm from the start.
    bool warm(const Address& address) { return precompile_at(rules_, address) != 0 || state_.warm_account(address); }

    void jump(const U256& target) {
        const Code& code = *frame_.code;
        if (!target.fits_u64() || target.low_u64() >= code.bytes.size()) return halt();
        const std::uint64_t at = target.low_u64();
        if ((code.jump_targets[at / 8] >> (at % 8) & 1) == 0) return halt();
        pc_ = at;
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
    Evm::Buffers& buffers_;
    Bytes& memory_;
    U256* base_;
    U256* top_;
    std::uint64_t gas_;
    std::size_t pc_ = 0;
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
            const std::uint64_t index = block.number - 1 - n;
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
    entry.data.assign(data.begin(), data.end());
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
    const std::uint64_t copied =
        std::min<std::uint64_t>(return_data_.size(), out_size.is_zero() ? 0 : out_size.low_u64());
    if (copied != 0) std::memcpy(memory_.data() + out_offset.low_u64(), return_data_.data(), copied);
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

void Interpreter::step(std::uint8_t op, ByteView code) {
    const BlockEnvironment& block = evm_.block_;
    if (op >= 0x5f + 1 && op <= 0x7f) {  // PUSH1..PUSH32
        const std::size_t n = op - 0x5fu;
        const std::size_t have = pc_ < code.size() ? std::min(n, code.size() - pc_) : 0;
        U256 x = U256::from_bytes(code.data() + pc_, have);
        if (have < n) x = x << static_cast<unsigned>(8 * (n - have));  // code ends: zeros follow
        push(x);
        pc_ += n;
        return;
    }
    if (op >= 0x80 && op <= 0x8f) return push(peek(op - 0x80u));
    if (op >= 0x90 && op <= 0x9f) return std::swap(peek(), peek(op - 0x8fu));

    const auto binary = [this](auto&& f) {
        const U256 x = pop();
        peek() = f(x, peek());
    };
    const auto ternary = [this](auto&& f) {
        const U256 x = pop();
        const U256 y = pop();
        peek() = f(x, y, peek());
    };
    const auto push_if = [this](bool available, const U256& x) { available ? push(x) : halt(); };
    const auto boolean = [](bool x) { return U256(x ? 1 : 0); };
    switch (static_cast<Op>(op)) {
        case Op::kStop:
            status_ = Status::kSuccess;
            return;
        case Op::kAdd:
            return binary([](const U256& x, const U256& y) { return x + y; });
        case Op::kMul:
            return binary([](const U256& x, const U256& y) { return x * y; });
        case Op::kSub:
            return binary([](const U256& x, const U256& y) { return x - y; });
        case Op::kDiv:
            return binary(evm_div);
        case Op::kSdiv:
            return binary(evm_sdiv);
        case Op::kMod:
            return binary(evm_mod);
        case Op::kSmod:
            return binary(evm_smod);
        case Op::kAddmod:
            return ternary(evm_addmod);
        case Op::kMulmod:
            return ternary(evm_mulmod);
        case Op::kExp: {
            const U256 base = pop();
            const auto bytes = static_cast<std::uint64_t>((peek().bit_length() + 7) / 8);
            if (pay(50 * bytes)) peek() = evm_exp(base, peek());
            return;
        }
        case Op::kSignextend:
            return binary(evm_signextend);
        case Op::kLt:
            return binary([&](const U256& x, const U256& y) { return boolean(x < y); });
        case Op::kGt:
            return binary([&](const U256& x, const U256& y) { return boolean(x > y); });
        case Op::kSlt:
            return binary([&](const U256& x, const U256& y) { return boolean(evm_slt(x, y)); });
        case Op::kSgt:
            return binary([&](const U256& x, const U256& y) { return boolean(evm_slt(y, x)); });
        case Op::kEq:
            return binary([&](const U256& x, const U256& y) { return boolean(x == y); });
        case Op::kIszero:
            peek() = boolean(peek().is_zero());
            return;
        case Op::kAnd:
            return binary([](const U256& x, const U256& y) { return x & y; });
        case Op::kOr:
            return binary([](const U256& x, const U256& y) { return x | y; });
        case Op::kXor:
            return binary([](const U256& x, const U256& y) { return x ^ y; });
        case Op::kNot:
            peek() = ~peek();
            return;
        case Op::kByte:
            return binary(evm_byte);
        case Op::kShl:
            return binary(evm_shl);
        case Op::kShr:
            return binary(evm_shr);
        case Op::kSar:
            return binary(evm_sar);
        case Op::kClz:
            if (!rules_.clz) return halt();
            peek() = U256(static_cast<std::uint64_t>(256 - peek().bit_length()));
            return;
        case Op::kKeccak256: {
            const U256 offset = pop();
            const U256 size = pop();
            if (!expand(offset, size) || !pay(6 * words_of(size.is_zero() ? 0 : size.low_u64()))) return;
            return push(U256::from_word(keccak256(memory(offset, size))));
        }
        case Op::kAddress:
            return push(U256::from_address(frame_.self));
        case Op::kBalance: {
            const Address address = pop().to_address();
            if (access_account(address)) push(state_.balance(address));
            return;
        }
        case Op::kOrigin:
            return push(U256::from_address(evm_.transaction_.origin));
        case Op::kCaller:
            return push(U256::from_address(frame_.sender));
        case Op::kCallvalue:
            return push(frame_.value);
        case Op::kCalldataload: {
            U256& x = peek();
            if (!x.fits_u64() || x.low_u64() >= frame_.input.size()) {
                x = U256();
                return;
            }
            const std::uint64_t at = x.low_u64();
            const std::size_t have = std::min<std::size_t>(32, frame_.input.size() - at);
            x = U256::from_bytes(frame_.input.data() + at, have) << static_cast<unsigned>(8 * (32 - have));
            return;
        }
        case Op::kCalldatasize:
            return push(U256(frame_.input.size()));
        case Op::kCalldatacopy:
        case Op::kCodecopy: {
            const U256 to = pop();
            const U256 from = pop();
            const U256 size = pop();
            return copy_to_memory(to, from, size, static_cast<Op>(op) == Op::kCodecopy ? code : frame_.input);
        }
        case Op::kCodesize:
            return push(U256(code.size()));
        case Op::kGasprice:
            return push(evm_.transaction_.gas_price);
        case Op::kExtcodesize: {
            const Address address = pop().to_address();
            if (access_account(address)) push(U256(state_.code(address).bytes.size()));
            return;
        }
        case Op::kExtcodecopy: {
            const Address address = pop().to_address();
            const U256 to = pop();
            const U256 from = pop();
            const U256 size = pop();
            if (access_account(address)) copy_to_memory(to, from, size, state_.code(address).bytes);
            return;
        }
        case Op::kReturndatasize:
            return push(U256(return_data_.size()));
        case Op::kReturndatacopy: {
            const U256 to = pop();
            const U256 from = pop();
            const U256 size = pop();
            U256 end;
            if (add_overflows(end, from, size) || end > U256(return_data_.size())) return halt();
            return copy_to_memory(to, from, size, return_data_);
        }
        case Op::kExtcodehash: {
            const Address address = pop().to_address();
            if (!access_account(address)) return;
            return push(state_.is_empty(address) ? U256() : U256::from_word(state_.code_hash(address)));
        }
        case Op::kBlockhash:
            return push(block_hash(pop()));
        case Op::kCoinbase:
            return push(U256::from_address(block.coinbase));
        case Op::kTimestamp:
            return push(U256(block.timestamp));
        case Op::kNumber:
            return push(U256(block.number));
        case Op::kDifficulty:
            return push(rules_.zero_difficulty ? U256() : block.difficulty);
        case Op::kGaslimit:
            return push(U256(block.gas_limit));
        case Op::kChainid:
            return push(U256(block.chain_id));
        case Op::kSelfbalance:
            return push(state_.balance(frame_.self));
        case Op::kBasefee:
            return push_if(rules_.base_fee, block.base_fee);
        case Op::kBlobhash: {
            if (!rules_.blobs) return halt();
            U256& x = peek();
            const std::span<const Hash> hashes = evm_.transaction_.blob_hashes;
            x = x.fits_u64() && x.low_u64() < hashes.size() ? U256::from_word(hashes[x.low_u64()]) : U256();
            return;
        }
        case Op::kBlobbasefee:
            return push_if(rules_.blobs, block.blob_base_fee);
        case Op::kPop:
            pop();
            return;
        case Op::kMload: {
            const U256 offset = peek();
            if (expand(offset, U256(32))) peek() = U256::from_bytes(memory_.data() + offset.low_u64(), 32);
            return;
        }
        case Op::kMstore: {
            const U256 offset = pop();
            const U256 value = pop();
            if (!expand(offset, U256(32))) return;
            const Word word = value.to_word();
            std::memcpy(memory_.data() + offset.low_u64(), word.data(), 32);
            return;
        }
        case Op::kMstore8: {
            const U256 offset = pop();
            const U256 value = pop();
            if (expand(offset, U256(1))) memory_[offset.low_u64()] = static_cast<std::uint8_t>(value.limbs[0]);
            return;
        }
        case Op::kSload: {
            const U256 slot = pop();
            if (pay(state_.warm_slot(frame_.self, slot) ? kWarmGas : kColdSlotGas))
                push(state_.storage(frame_.self, slot));
            return;
        }
        case Op::kSstore:
            return sstore();
        case Op::kJump:
            return jump(pop());
        case Op::kJumpi: {
            const U256 target = pop();
            if (!pop().is_zero()) jump(target);
            return;
        }
        case Op::kPc:
            return push(U256(pc_ - 1));
        case Op::kMsize:
            return push(U256(memory_.size()));
        case Op::kGas:
            return push(U256(gas_));
        case Op::kJumpdest:
            return;
        case Op::kTload: {
            if (!rules_.transient_and_mcopy) return halt();
            peek() = state_.transient_storage(frame_.self, peek());
            return;
        }
        case Op::kTstore: {
            if (!rules_.transient_and_mcopy || frame_.is_static) return halt();
            const U256 slot = pop();
            const U256 value = pop();
            return state_.set_transient_storage(frame_.self, slot, value);
        }
        case Op::kMcopy: {
            if (!rules_.transient_and_mcopy) return halt();
            const U256 to = pop();
            const U256 from = pop();
            const U256 size = pop();
            if (!expand(std::max(to, from), size) || !pay(3 * words_of(size.is_zero() ? 0 : size.low_u64()))) return;
            if (!size.is_zero())
                std::memmove(memory_.data() + to.low_u64(), memory_.data() + from.low_u64(), size.low_u64());
            return;
        }
        case Op::kPush0:
            return push_if(rules_.push0, U256());
        case Op::kLog0:
        case Op::kLog1:
        case Op::kLog2:
        case Op::kLog3:
        case Op::kLog4:
            return log(op - static_cast<int>(Op::kLog0));
        case Op::kCreate:
            return create(false);
        case Op::kCreate2:
            return create(true);
        case Op::kCall:
            return call(CallKind::kCall);
        case Op::kCallcode:
            return call(CallKind::kCallCode);
        case Op::kDelegatecall:
            return call(CallKind::kDelegateCall);
        case Op::kStaticcall:
            return call(CallKind::kStaticCall);
        case Op::kReturn:
        case Op::kRevert: {
            const U256 offset = pop();
            const U256 size = pop();
            if (!expand(offset, size)) return;
            const ByteView data = memory(offset, size);
            output_.assign(data.begin(), data.end());
            status_ = static_cast<Op>(op) == Op::kReturn ? Status::kSuccess : Status::kRevert;
            return;
        }
        case Op::kSelfdestruct:
            return selfdestruct();
        default:
            return halt();
    }
}

CallOutcome interpret(Evm& evm, const Frame& frame) {
    return Interpreter(evm, frame).run();
}

}  // namespace zk::guest
