#include "guest/stateless/receipts.hpp"

#include "guest/keccak/keccak.hpp"
#include "guest/rlp/writer.hpp"

namespace zk::guest {
namespace {

void add_entry(Bloom& bloom, ByteView entry) {
    const Hash hash = keccak256(entry);
    for (std::size_t i = 0; i < 6; i += 2) {
        const unsigned bit = (static_cast<unsigned>(hash[i]) << 8 | hash[i + 1]) & 2047;
        std::uint8_t& byte = bloom[255 - bit / 8];
        byte = static_cast<std::uint8_t>(byte | 1u << (bit % 8));
    }
}

}  // namespace

void add_to_bloom(Bloom& bloom, const std::vector<Log>& logs) {
    for (const Log& log : logs) {
        add_entry(bloom, log.address);
        for (const Hash& topic : log.topics) add_entry(bloom, topic);
    }
}

Bytes encode_receipt(TransactionType type, const Receipt& receipt, std::uint64_t cumulative_gas, const Bloom& bloom) {
    rlp::Writer writer;
    const auto type_byte = static_cast<std::uint8_t>(type);
    if (type != TransactionType::kLegacy) writer.raw(ByteView(&type_byte, 1));
    const std::size_t body = writer.begin_list();
    writer.uint(receipt.success ? 1 : 0).uint(cumulative_gas).string(bloom);
    const std::size_t logs = writer.begin_list();
    for (const Log& log : receipt.logs) {
        const std::size_t one = writer.begin_list();
        writer.string(log.address);
        const std::size_t topics = writer.begin_list();
        for (const Hash& topic : log.topics) writer.string(topic);
        writer.end_list(topics).string(log.data).end_list(one);
    }
    writer.end_list(logs).end_list(body);
    return writer.take();
}

}  // namespace zk::guest
