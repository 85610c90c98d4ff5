#pragma once
// The programs of this project by name, for the native side.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/platform/host.hpp"

#include <span>
#include <string_view>

namespace zk::guest {

/// Names in a fixed order; each has a native function here and an image in guest_images.
[[nodiscard]] std::span<const std::string_view> program_names();

/// Runs the program of that name natively (see run_native); an unknown name is an error that lists the known ones.
[[nodiscard]] Result<PublicWords> run_program(std::string_view name, ByteView input);

/// The input used where none is given; an error for an unknown name.
///   fibonacci  n = 100000, m = 7919
///   keccak     a chain of 16 after 1000 bytes, byte i = i mod 256
///   sort       n = 4096, seed = 1
///   headers    default_chunk(): two small linked blocks
///   chunk      default_chunk_with_state(): two blocks without transactions
[[nodiscard]] Result<Bytes> default_input(std::string_view name);

}  // namespace zk::guest
