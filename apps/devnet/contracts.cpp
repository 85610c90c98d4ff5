#include "apps/devnet/contracts.hpp"

#include "apps/devnet/evm_assembler.hpp"
#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/state/witness_state.hpp"

#include <string_view>

namespace zk::devnet {
namespace {

using enum guest::Op;
using guest::U256;

/// Gas that a contract of ours hands to what it calls.
constexpr int kInnerGas = 150'000;

U256 event(std::string_view signature) {
    return U256::from_word(guest::keccak256({reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()})
    );
}

/// Jumps to `target` when the call data's selector is that of `signature`.
void on_call(EvmAssembler& code, std::string_view signature, Label target) {
    code(0, kCalldataload, 0xe0, kShr, std::uint64_t{selector(signature)}, kEq, target, kJumpi);
}

/// The slot of the balance of the address on the stack takes its place. Memory 0..63.
void balance_slot(EvmAssembler& code) {
    code(0, kMstore, 0x40, 0, kKeccak256);
}

}  // namespace

guest::Word token_balance_slot(const guest::Address& account) {
    return guest::keccak256(words_data({U256::from_address(account), U256()}));
}

Bytes token_code() {
    EvmAssembler code;
    const Label transfer = code.label(), balance_of = code.label(), mint = code.label(), burn = code.label(),
                fail = code.label();
    on_call(code, "transfer(address,uint256)", transfer);
    on_call(code, "balanceOf(address)", balance_of);
    on_call(code, "mint(address,uint256)", mint);
    on_call(code, "burn()", burn);
    code(Here{fail}, 0, 0, kRevert);

    code(Here{transfer}, kCaller);
    balance_slot(code);
    code(dup(1), kSload, 0x24, kCalldataload);     // slot, balance, amount
    code(dup(2), dup(2), kGt, fail, kJumpi);       // amount > balance
    code(dup(1), swap(2), kSub, dup(3), kSstore);  // slot, amount
    code(4, kCalldataload);                        // slot, amount, recipient
    balance_slot(code);
    code(dup(1), kSload, dup(3), kAdd, swap(1), kSstore);
    code(0x40, kMstore);  // slot
    code(4, kCalldataload, kCaller, event("Transfer(address,address,uint256)"), 0x20, 0x40, kLog3);
    code(1, 0, kMstore, 0x20, 0, kReturn);

    code(Here{balance_of}, 4, kCalldataload);
    balance_slot(code);
    code(kSload, 0, kMstore, 0x20, 0, kReturn);

    code(Here{mint}, 1, kSload, 0x24, kCalldataload, kAdd, 1, kSstore, 4, kCalldataload);
    balance_slot(code);
    code(dup(1), kSload, 0x24, kCalldataload, kAdd, swap(1), kSstore, kStop);

    code(Here{burn}, kCaller);
    balance_slot(code);
    code(dup(1), kSload, 1, kSload, kSub, 1, kSstore, 0, swap(1), kSstore, kStop);
    return code.take();
}

Bytes store_code() {
    EvmAssembler code;
    const Label next = code.label(), done = code.label();
    code(0, Here{next});  // place in the call data
    code(kCalldatasize, dup(2), kLt, kIszero, done, kJumpi);
    code(dup(1), 0x20, kAdd, kCalldataload, dup(2), kCalldataload, kSstore);
    code(0x40, kAdd, next, kJump);
    code(Here{done}, kStop);
    return code.take();
}

Bytes message_queue_code() {
    EvmAssembler code;
    const Label append = code.label();
    on_call(code, "appendMessage(bytes32)", append);
    code(0, 0, kRevert);
    code(Here{append}, 0, kSload, 0, kMstore, 4, kCalldataload, 0x20, kMstore);
    code(0x40, 0, kKeccak256, 0, kSstore);
    code(1, kSload, dup(1), 0, kMstore, 1, kAdd, 1, kSstore);
    code(event("AppendMessage(uint256,bytes32)"), 0x40, 0, kLog1, kStop);
    return code.take();
}

Bytes bridge_code() {
    EvmAssembler code;
    const Label withdraw = code.label(), relay = code.label(), fail = code.label();
    const auto call = [&](const guest::Address& target, std::size_t n_bytes) {  // memory 28 .. 28 + n_bytes
        code(0, 0, n_bytes, 28, 0, target, kInnerGas, kCall, kIszero, fail, kJumpi);
    };
    on_call(code, "withdraw()", withdraw);
    on_call(code, "relayMessage(address,address,uint256,uint256,bytes)", relay);
    code(Here{fail}, 0, 0, kRevert);

    code(Here{withdraw}, kCaller, 0, kMstore, kCallvalue, 0x20, kMstore, 0x40, 0, kKeccak256);
    code(std::uint64_t{selector("appendMessage(bytes32)")}, 0, kMstore, 0x20, kMstore);
    call(guest::kL2MessageQueue, 36);
    code(kStop);

    // The inner call begins behind five words, its length and the selector: recipient and amount are its words 3 and 4.
    constexpr int kInner = 4 + 6 * 32;
    code(Here{relay}, kInner, kCalldataload, 0xe0, kShr);
    code(std::uint64_t{selector("finalizeDepositERC20(address,address,address,address,uint256,bytes)")}, kSub);
    code(fail, kJumpi);
    code(std::uint64_t{selector("mint(address,uint256)")}, 0, kMstore);
    code(kInner + 4 + 3 * 32, kCalldataload, 0x20, kMstore, kInner + 4 + 4 * 32, kCalldataload, 0x40, kMstore);
    call(kToken, 68);
    code(kStop);
    return code.take();
}

Bytes prober_code() {
    EvmAssembler code;
    code(0x20, kCalldatasize, kSub, dup(1), 0x20, 0, kCalldatacopy);  // length of the input
    code(0, 0, dup(3), 0, 0, kCalldataload, kInnerGas, kStaticcall);
    code(kReturndatasize, 0, 0, kReturndatacopy, kReturndatasize, 0, kKeccak256, kAdd);
    code(0, kCalldataload, kSstore, kStop);
    return code.take();
}

Bytes relay_code() {
    EvmAssembler code;
    const Label delegate = code.label(), callcode = code.label(), statically = code.label(), done = code.label();
    const auto when = [&](int kind, Label target) { code(0x20, kCalldataload, kind, kEq, target, kJumpi); };
    const auto call = [&](guest::Op op, bool has_value) {
        code(0, 0, dup(3), 0);
        if (has_value) code(0);
        code(0, kCalldataload, kInnerGas, op);
    };
    code(0x40, kCalldatasize, kSub, dup(1), 0x40, 0, kCalldatacopy);  // length of the data
    when(1, delegate);
    when(2, callcode);
    when(3, statically);
    call(kCall, true);
    code(done, kJump, Here{delegate});
    call(kDelegatecall, false);
    code(done, kJump, Here{callcode});
    call(kCallcode, true);
    code(done, kJump, Here{statically});
    call(kStaticcall, false);
    code(Here{done}, 1, kAdd, 0x20, kCalldataload, U256(1) << 64, kAdd, kSstore, kStop);
    return code.take();
}

Bytes factory_child_initcode() {
    const Bytes constructor = EvmAssembler()(1, 1, kSstore, 2, 2, kSstore).take();
    return initcode(constructor, store_code());
}

Bytes factory_code() {
    const Bytes child = factory_child_initcode();
    const auto before = [&](std::size_t begin) {
        EvmAssembler code;
        const Label fail = code.label();
        code(child.size(), begin, 0, kCodecopy);
        code(0, kCalldataload, child.size(), 0, 0, kCreate2, kIszero, fail, kJumpi, kStop);
        code(Here{fail}, 0, 0, kRevert);
        return code.take();
    };
    const std::size_t begin = before(child.size()).size();  // both are pushed as one byte
    return EvmAssembler().raw(before(begin)).raw(child).take();
}

Bytes fault_code() {
    EvmAssembler code;
    const Label invalid = code.label(), destroy = code.label(), forever = code.label();
    const auto when = [&](int kind, Label target) { code(0, kCalldataload, kind, kEq, target, kJumpi); };
    when(1, invalid);
    when(2, destroy);
    when(3, forever);
    code(7, 7, kSstore, U256::from_word(guest::keccak256({})), 0, kMstore, 0x20, 0, kRevert);
    code(Here{invalid}).raw(Bytes{0xfe});
    code(Here{destroy}, kCaller, kSelfdestruct);
    code(Here{forever}, forever, kJump);
    return code.take();
}

Bytes explorer_code(guest::Fork fork) {
    EvmAssembler code;
    int n_words = 0;
    const auto keep = [&] { code(0x20 * n_words++, kMstore); };
    for (const guest::Op op :
         {kAddress,
          kOrigin,
          kCaller,
          kCallvalue,
          kCalldatasize,
          kCodesize,
          kGasprice,
          kCoinbase,
          kNumber,
          kTimestamp,
          kGaslimit,
          kChainid,
          kBasefee,
          kDifficulty,
          kSelfbalance,
          kPc,
          kMsize,
          kGas,
          kReturndatasize}) {
        code(op);
        keep();
    }
    code(1, kNumber, kSub, kBlockhash);
    keep();
    code(kNumber, kBlockhash);
    keep();
    for (const guest::Op op : {kExtcodesize, kExtcodehash, kBalance}) {
        code(kToken, op);
        keep();
    }
    code(0x40, 0, 0, kToken, kExtcodecopy);
    const U256 large = U256::max() - U256(12345);
    for (const guest::Op op : {kMul, kDiv, kSdiv, kMod, kSmod, kSlt, kSgt, kAnd, kOr, kXor}) {
        code(large, 0xabcdef12, op);
        keep();
    }
    for (const guest::Op op : {kByte, kShl, kShr, kSar, kSignextend}) {
        code(large, 3, op);
        keep();
    }
    for (const guest::Op op : {kAddmod, kMulmod}) {
        code(1'000'003, large, 0xabcdef, op);
        keep();
    }
    code(0x123456789, 3, kExp);
    keep();
    code(77, 5, kTstore, 5, kTload);
    keep();
    if (fork >= guest::Fork::kGalileo) {
        code(0xabcdef, kClz);
        keep();
    }
    code(0x60, 0, 0x20 * n_words, kMcopy);
    code(0x20 * n_words, 0, kKeccak256, dup(1), kNumber, kSstore);
    code(kNumber, swap(1), 0, kMstore, event("Explored(uint256,bytes32)"), 0x20, 0, kLog2, kStop);
    return code.take();
}

Bytes history_code() {
    return from_hex(
               "3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff8143"
               "0311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500"
    )
        .value();
}

Bytes oracle_code() {
    return EvmAssembler()(1, kSload, 0, kMstore, 0x20, 0, kReturn).take();
}

}  // namespace zk::devnet
