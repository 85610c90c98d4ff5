#include "guest/block/header.hpp"

#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"

namespace zk::guest {

Bytes encode_header(const Header& header) {
    rlp::Writer out;
    const std::size_t list = out.begin_list();
    out.string(header.parent_hash)
        .string(header.ommers_hash)
        .string(header.beneficiary)
        .string(header.state_root)
        .string(header.transactions_root)
        .string(header.receipts_root)
        .string(header.logs_bloom)
        .uint(header.difficulty)
        .uint(header.number)
        .uint(header.gas_limit)
        .uint(header.gas_used)
        .uint(header.timestamp)
        .string(header.extra_data)
        .string(header.mix_hash)
        .string(header.nonce)
        .uint(header.base_fee_per_gas)
        .end_list(list);
    return out.take();
}

Checked<Header> decode_header(ByteView bytes) {
    rlp::Failure failure;
    rlp::Reader outer(bytes, failure);
    rlp::Reader in = outer.list("header");
    outer.end("header");
    Header header;
    in.fixed(header.parent_hash, "parent_hash");
    in.fixed(header.ommers_hash, "ommers_hash");
    in.fixed(header.beneficiary, "beneficiary");
    in.fixed(header.state_root, "state_root");
    in.fixed(header.transactions_root, "transactions_root");
    in.fixed(header.receipts_root, "receipts_root");
    in.fixed(header.logs_bloom, "logs_bloom");
    header.difficulty = in.uint256("difficulty");
    header.number = in.uint64("number");
    header.gas_limit = in.uint64("gas_limit");
    header.gas_used = in.uint64("gas_used");
    header.timestamp = in.uint64("timestamp");
    header.extra_data = in.string("extra_data");
    in.fixed(header.mix_hash, "mix_hash");
    in.fixed(header.nonce, "nonce");
    header.base_fee_per_gas = in.uint256("base_fee_per_gas");
    in.end("header items after base_fee_per_gas");
    if (failure) return tl::unexpected(*failure);
    return header;
}

}  // namespace zk::guest
