#pragma once

#include "guest/evm/evm.hpp"

namespace zk::guest {

/// What runs in one frame.
struct Frame {
    const Code* code = nullptr;
    ByteView input;
    Address self{};
    Address sender{};
    U256 value;
    std::uint64_t gas = 0;
    int depth = 0;
    bool is_static = false;
};

/// Executes until the code ends in some way. State changes are the caller's to undo.
CallOutcome interpret(Evm& evm, const Frame& frame);

}  // namespace zk::guest
