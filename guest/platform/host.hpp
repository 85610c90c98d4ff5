#pragma once
// All that a guest program can ask of the world. platform/native and platform/riscv32 each implement it; a build links
// one of the two folders.

#include "base/bytes.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace zk::guest {

/// The public output of a program: eight 32-bit words.
using PublicWords = std::array<std::uint32_t, 8>;

class Host {
  public:
    /// The whole input, at a 4-byte aligned address, valid as long as the host. It is hostile: nothing binds it.
    virtual ByteView input() = 0;

    /// Publishes the output. The last call counts; a program that never calls it has eight zero words.
    virtual void reveal(const PublicWords& words) = 0;

    /// Ends the program with an exit code other than 0. The message reaches the host's log or the caller.
    [[noreturn]] virtual void panic(std::string_view message) = 0;

  protected:
    Host() = default;
    Host(const Host&) = default;
    Host& operator=(const Host&) = default;
    ~Host() = default;
};

/// A program: reads host.input(), and either reveals and returns (exit code 0) or panics.
using Program = void (*)(Host& host);

}  // namespace zk::guest
