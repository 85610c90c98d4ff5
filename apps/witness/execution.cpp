#include "apps/witness/execution.hpp"

#include "guest/platform/native/error.hpp"

namespace zk::witness {

Result<guest::ChunkClaim> execute_chunk(ByteView input) {
    const auto decoded = guest::decode_chunk_input(input);
    if (!decoded) return tl::unexpected(guest::to_error("chunk", decoded.error()));
    auto claim = guest::execute_chunk(*decoded);
    if (!claim) return tl::unexpected(guest::to_error("chunk", claim.error()));
    return std::move(*claim);
}

}  // namespace zk::witness
