// Witness JSON of any kind: a block, which then can be summarized or is refused with a place, or an error. An input that
// begins with an odd byte is a list of edits of a block of the devnet.

#include "apps/devnet/chain.hpp"
#include "apps/witness/block.hpp"
#include "guest/test/edits.hpp"

#include <cstdlib>

namespace {

zk::Bytes devnet_block() {
    zk::devnet::ChainOptions options;
    options.n_blocks = 1;
    const std::string text = zk::devnet::make_chain(options).value()[0].json;
    return {text.begin(), text.end()};
}

void try_witness(std::string_view text) {
    const auto messages = zk::witness::parse_validium_messages(text);
    auto block = zk::witness::parse_block(text);
    if (!block) {
        if (block.error().message().empty()) std::abort();
        return;
    }
    if (messages) block->validium_messages = *messages;
    for (const zk::guest::Fork fork : zk::guest::kForks) {
        const auto summary = zk::witness::summarize(*block, fork);
        if (!summary && summary.error().where.empty()) std::abort();
    }
}

std::string_view text_of(zk::ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const zk::Bytes kBlock = devnet_block();
    const zk::ByteView bytes(data, size);
    if (!bytes.empty() && bytes[0] % 2 == 1) {
        try_witness(text_of(zk::test::apply_edits(kBlock, bytes.subspan(1))));
    } else {
        try_witness(text_of(bytes));
    }
    return 0;
}
