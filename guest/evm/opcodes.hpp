#pragma once
// The instruction set (Yellow Paper, appendix H, and later EIPs): numbers, stack effect and constant gas. What the rules switch off is refused when it is
// executed.

#include <array>
#include <cstdint>

namespace zk::guest {

enum class Op : std::uint8_t {
    kStop = 0x00,
    kAdd = 0x01,
    kMul = 0x02,
    kSub = 0x03,
    kDiv = 0x04,
    kSdiv = 0x05,
    kMod = 0x06,
    kSmod = 0x07,
    kAddmod = 0x08,
    kMulmod = 0x09,
    kExp = 0x0a,
    kSignextend = 0x0b,
    kLt = 0x10,
    kGt = 0x11,
    kSlt = 0x12,
    kSgt = 0x13,
    kEq = 0x14,
    kIszero = 0x15,
    kAnd = 0x16,
    kOr = 0x17,
    kXor = 0x18,
    kNot = 0x19,
    kByte = 0x1a,
    kShl = 0x1b,
    kShr = 0x1c,
    kSar = 0x1d,
    kClz = 0x1e,
    kKeccak256 = 0x20,
    kAddress = 0x30,
    kBalance = 0x31,
    kOrigin = 0x32,
    kCaller = 0x33,
    kCallvalue = 0x34,
    kCalldataload = 0x35,
    kCalldatasize = 0x36,
    kCalldatacopy = 0x37,
    kCodesize = 0x38,
    kCodecopy = 0x39,
    kGasprice = 0x3a,
    kExtcodesize = 0x3b,
    kExtcodecopy = 0x3c,
    kReturndatasize = 0x3d,
    kReturndatacopy = 0x3e,
    kExtcodehash = 0x3f,
    kBlockhash = 0x40,
    kCoinbase = 0x41,
    kTimestamp = 0x42,
    kNumber = 0x43,
    kDifficulty = 0x44,
    kGaslimit = 0x45,
    kChainid = 0x46,
    kSelfbalance = 0x47,
    kBasefee = 0x48,
    kBlobhash = 0x49,
    kBlobbasefee = 0x4a,
    kPop = 0x50,
    kMload = 0x51,
    kMstore = 0x52,
    kMstore8 = 0x53,
    kSload = 0x54,
    kSstore = 0x55,
    kJump = 0x56,
    kJumpi = 0x57,
    kPc = 0x58,
    kMsize = 0x59,
    kGas = 0x5a,
    kJumpdest = 0x5b,
    kTload = 0x5c,
    kTstore = 0x5d,
    kMcopy = 0x5e,
    kPush0 = 0x5f,
    kLog0 = 0xa0,
    kLog1 = 0xa1,
    kLog2 = 0xa2,
    kLog3 = 0xa3,
    kLog4 = 0xa4,
    kCreate = 0xf0,
    kCall = 0xf1,
    kCallcode = 0xf2,
    kReturn = 0xf3,
    kDelegatecall = 0xf4,
    kCreate2 = 0xf5,
    kStaticcall = 0xfa,
    kRevert = 0xfd,
    kSelfdestruct = 0xff,
};

struct OpcodeFacts {
    std::uint16_t gas = 0;
    std::uint8_t pops = 0;
    std::uint8_t pushes = 0;
};

/// Undefined opcodes have no facts: executing them halts.
inline constexpr std::array<OpcodeFacts, 256> kOpcodes = [] {
    std::array<OpcodeFacts, 256> facts{};
    const auto set = [&facts](Op op, std::uint16_t gas, std::uint8_t pops, std::uint8_t pushes) {
        facts[static_cast<std::uint8_t>(op)] = {gas, pops, pushes};
    };
    set(Op::kStop, 0, 0, 0);
    set(Op::kAdd, 3, 2, 1);
    set(Op::kMul, 5, 2, 1);
    set(Op::kSub, 3, 2, 1);
    set(Op::kDiv, 5, 2, 1);
    set(Op::kSdiv, 5, 2, 1);
    set(Op::kMod, 5, 2, 1);
    set(Op::kSmod, 5, 2, 1);
    set(Op::kAddmod, 8, 3, 1);
    set(Op::kMulmod, 8, 3, 1);
    set(Op::kExp, 10, 2, 1);
    set(Op::kSignextend, 5, 2, 1);
    set(Op::kLt, 3, 2, 1);
    set(Op::kGt, 3, 2, 1);
    set(Op::kSlt, 3, 2, 1);
    set(Op::kSgt, 3, 2, 1);
    set(Op::kEq, 3, 2, 1);
    set(Op::kIszero, 3, 1, 1);
    set(Op::kAnd, 3, 2, 1);
    set(Op::kOr, 3, 2, 1);
    set(Op::kXor, 3, 2, 1);
    set(Op::kNot, 3, 1, 1);
    set(Op::kByte, 3, 2, 1);
    set(Op::kShl, 3, 2, 1);
    set(Op::kShr, 3, 2, 1);
    set(Op::kSar, 3, 2, 1);
    set(Op::kClz, 5, 1, 1);
    set(Op::kKeccak256, 30, 2, 1);
    set(Op::kAddress, 2, 0, 1);
    set(Op::kBalance, 0, 1, 1);
    set(Op::kOrigin, 2, 0, 1);
    set(Op::kCaller, 2, 0, 1);
    set(Op::kCallvalue, 2, 0, 1);
    set(Op::kCalldataload, 3, 1, 1);
    set(Op::kCalldatasize, 2, 0, 1);
    set(Op::kCalldatacopy, 3, 3, 0);
    set(Op::kCodesize, 2, 0, 1);
    set(Op::kCodecopy, 3, 3, 0);
    set(Op::kGasprice, 2, 0, 1);
    set(Op::kExtcodesize, 0, 1, 1);
    set(Op::kExtcodecopy, 0, 4, 0);
    set(Op::kReturndatasize, 2, 0, 1);
    set(Op::kReturndatacopy, 3, 3, 0);
    set(Op::kExtcodehash, 0, 1, 1);
    set(Op::kBlockhash, 20, 1, 1);
    set(Op::kCoinbase, 2, 0, 1);
    set(Op::kTimestamp, 2, 0, 1);
    set(Op::kNumber, 2, 0, 1);
    set(Op::kDifficulty, 2, 0, 1);
    set(Op::kGaslimit, 2, 0, 1);
    set(Op::kChainid, 2, 0, 1);
    set(Op::kSelfbalance, 5, 0, 1);
    set(Op::kBasefee, 2, 0, 1);
    set(Op::kBlobhash, 3, 1, 1);
    set(Op::kBlobbasefee, 2, 0, 1);
    set(Op::kPop, 2, 1, 0);
    set(Op::kMload, 3, 1, 1);
    set(Op::kMstore, 3, 2, 0);
    set(Op::kMstore8, 3, 2, 0);
    set(Op::kSload, 0, 1, 1);
    set(Op::kSstore, 0, 2, 0);
    set(Op::kJump, 8, 1, 0);
    set(Op::kJumpi, 10, 2, 0);
    set(Op::kPc, 2, 0, 1);
    set(Op::kMsize, 2, 0, 1);
    set(Op::kGas, 2, 0, 1);
    set(Op::kJumpdest, 1, 0, 0);
    set(Op::kTload, 100, 1, 1);
    set(Op::kTstore, 100, 2, 0);
    set(Op::kMcopy, 3, 3, 0);
    set(Op::kPush0, 2, 0, 1);
    set(Op::kLog0, 375, 2, 0);
    set(Op::kLog1, 750, 3, 0);
    set(Op::kLog2, 1125, 4, 0);
    set(Op::kLog3, 1500, 5, 0);
    set(Op::kLog4, 1875, 6, 0);
    set(Op::kCreate, 32000, 3, 1);
    set(Op::kCall, 0, 7, 1);
    set(Op::kCallcode, 0, 7, 1);
    set(Op::kReturn, 0, 2, 0);
    set(Op::kDelegatecall, 0, 6, 1);
    set(Op::kCreate2, 32000, 4, 1);
    set(Op::kStaticcall, 0, 6, 1);
    set(Op::kRevert, 0, 2, 0);
    set(Op::kSelfdestruct, 0, 1, 0);
    for (int i = 0x60; i <= 0x7f; ++i) facts[static_cast<std::size_t>(i)] = {3, 0, 1};  // PUSH1..32
    for (std::size_t i = 0; i < 16; ++i) {
        const auto n = static_cast<std::uint8_t>(i + 1);
        facts[0x80 + i] = {3, n, static_cast<std::uint8_t>(n + 1)};                                 // DUP1..16
        facts[0x90 + i] = {3, static_cast<std::uint8_t>(n + 1), static_cast<std::uint8_t>(n + 1)};  // SWAP1..16
    }
    return facts;
}();

}  // namespace zk::guest
