#pragma once
// Chunks executed natively, with everything that the claim says.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/programs/chunk/chunk.hpp"

namespace zk::witness {

/// Runs the program `chunk` on its input (make_chunk_input with ChunkContent::kState).
[[nodiscard]] Result<guest::ChunkClaim> execute_chunk(ByteView input);

}  // namespace zk::witness
