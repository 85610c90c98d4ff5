#include "guest/evm/evm.hpp"

#include "guest/evm/interpreter.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/precompiles/precompiles.hpp"
#include "guest/rlp/writer.hpp"

#include <utility>

namespace zk::guest {
namespace {

constexpr std::uint64_t kCodeDepositGas = 200;  // a byte
constexpr std::size_t kDesignatorBytes = 23;

}  // namespace

Address create_address(const Address& sender, std::uint64_t nonce) {
    rlp::Writer writer;
    const std::size_t list = writer.begin_list();
    writer.string(sender).uint(nonce).end_list(list);
    return U256::from_word(keccak256(writer.bytes())).to_address();
}

Address create2_address(const Address& sender, const U256& salt, ByteView initcode) {
    constexpr std::uint8_t kMark[1] = {0xff};
    const Hash code_hash = keccak256(initcode);
    Keccak256 hash;
    hash.absorb(kMark).absorb(sender).absorb(salt.to_word()).absorb(code_hash);
    return U256::from_word(hash.finish()).to_address();
}

std::optional<Address> delegation_target(ByteView code) {
    if (code.size() != kDesignatorBytes || code[0] != 0xef || code[1] != 0x01 || code[2] != 0x00) return std::nullopt;
    return U256::from_bytes(code.data() + 3, 20).to_address();
}

EvmBuffers& Evm::buffers(int depth) {
    while (buffers_.size() <= static_cast<std::size_t>(depth)) buffers_.emplace_back();
    EvmBuffers& b = buffers_[static_cast<std::size_t>(depth)];
    b.memory.clear();
    return b;
}

const Code& Evm::executed_code(const Address& address, std::optional<Address>& delegate) {
    const Code& own = state_.code(address);
    delegate.reset();
    if (rules_.set_code) delegate = delegation_target(own.bytes);
    if (!delegate) return own;
    // A delegate that is a precompile has no code of its own.
    return precompile_at(rules_, *delegate) != 0 ? state_.code_of(kEmptyCodeHash) : state_.code(*delegate);
}

CallOutcome Evm::call(const CallMessage& m) {
    CallOutcome out;
    const bool transfers = m.kind == CallKind::kCall && !m.value.is_zero();
    const bool needs_balance = (m.kind == CallKind::kCall || m.kind == CallKind::kCallCode) && !m.value.is_zero();
    if (m.depth > kMaxCallDepth || (needs_balance && state_.balance(m.sender) < m.value)) {
        out.status = CallStatus::kRefused;
        out.gas_left = m.gas;
        return out;
    }
    const State::Snapshot snapshot = state_.snapshot();
    if (m.kind == CallKind::kCall) {
        if (transfers) {
            state_.subtract_balance(m.sender, m.value);
            state_.add_balance(m.recipient, m.value);
        } else {
            state_.touch(m.recipient);
        }
    }
    if (const std::uint16_t id = precompile_at(rules_, m.code_address); id != 0) {
        PrecompileOutcome result = run_precompile(rules_, id, m.input, m.gas);
        if (result.success && result.gas_used <= m.gas) {
            out.status = CallStatus::kSuccess;
            out.gas_left = m.gas - result.gas_used;
            out.output = std::move(result.output);
        }
    } else {
        std::optional<Address> delegate;
        Frame frame;
        frame.code = &executed_code(m.code_address, delegate);
        if (frame.code->bytes.empty()) {
            out.status = CallStatus::kSuccess;
            out.gas_left = m.gas;
            return out;
        }
        frame.input = m.input;
        frame.self = m.recipient;
        frame.sender = m.sender;
        frame.value = m.value;
        frame.gas = m.gas;
        frame.depth = m.depth;
        frame.is_static = m.is_static;
        out = interpret(*this, frame);
    }
    if (out.status != CallStatus::kSuccess) state_.revert(snapshot);
    return out;
}

CallOutcome Evm::create(const CreateMessage& m) {
    CallOutcome out;
    if (m.depth > kMaxCallDepth || state_.balance(m.sender) < m.value) {
        out.status = CallStatus::kRefused;
        out.gas_left = m.gas;
        return out;
    }
    state_.warm_account(m.created);
    if (state_.is_occupied(m.created)) return out;  // a collision consumes the gas

    const State::Snapshot snapshot = state_.snapshot();
    state_.create_contract(m.created);
    if (!m.value.is_zero()) {
        state_.subtract_balance(m.sender, m.value);
        state_.add_balance(m.created, m.value);
    }
    const Code initcode(m.initcode);
    Frame frame;
    frame.code = &initcode;
    frame.self = m.created;
    frame.sender = m.sender;
    frame.value = m.value;
    frame.gas = m.gas;
    frame.depth = m.depth;
    out = interpret(*this, frame);
    if (out.status == CallStatus::kSuccess) {
        const std::uint64_t deposit = kCodeDepositGas * out.output.size();
        const bool refused = out.output.size() > kMaxCodeBytes || deposit > out.gas_left ||
                             (rules_.rejects_ef_code && !out.output.empty() && out.output[0] == 0xef);
        if (refused) {
            out.status = CallStatus::kHalt;
            out.gas_left = 0;
        } else {
            out.gas_left -= deposit;
            state_.set_code(m.created, std::move(out.output));
        }
        out.output = Bytes();
    }
    if (out.status != CallStatus::kSuccess) state_.revert(snapshot);
    return out;
}

}  // namespace zk::guest
