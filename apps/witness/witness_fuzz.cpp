// Witness JSON of any kind: a block, which then can be summarized or is refused with a place, or an error.

#include "apps/witness/block.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto messages = zk::witness::parse_validium_messages(text);
    auto block = zk::witness::parse_block(text);
    if (!block) {
        if (block.error().message().empty()) std::abort();
        return 0;
    }
    if (messages) block->validium_messages = *messages;
    for (const zk::guest::Fork fork : zk::guest::kForks) {
        const auto summary = zk::witness::summarize(*block, fork);
        if (!summary && summary.error().where.empty()) std::abort();
    }
    return 0;
}
