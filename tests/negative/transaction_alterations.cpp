// Alterations of transactions and L1 messages: every field, the encoding, and the list of them.
#include "guest/block/transaction.hpp"
#include "guest/math/u256.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/random.hpp"

#include "tests/negative/alterations.hpp"

#include <algorithm>

namespace zk::negative {
namespace {

using guest::Transaction;
using guest::TransactionType;
using guest::U256;
using guest::Word;

constexpr std::size_t kMostTransactions = 24;  // of a block; the others are alike

std::string at(std::size_t block, std::size_t index) {
    return "block " + std::to_string(block) + " transaction " + std::to_string(index);
}

/// Decoded from bytes that it owns, so that the data may be replaced.
struct Editable {
    Bytes data;
    Transaction tx;
};

using Change = std::function<void(Editable&)>;

// One change of one field; it is applied to the decoded transaction, which is encoded again.
class FieldList {
  public:
    FieldList(Alterations& out, std::size_t block, std::size_t index) : out_(out), block_(block), index_(index) {}

    void add(const char* field, const char* how, Change change) {
        out_.push_back(
            {std::string("tx.") + field,
             at(block_, index_) + " " + how,
             [block = block_, index = index_, change = std::move(change)](OwnedChunk& c) {
                 Bytes& encoding = c.blocks[block].transactions[index];
                 Editable edit{{}, guest::decode_transaction(encoding).value()};
                 edit.data.assign(edit.tx.data.begin(), edit.tx.data.end());
                 change(edit);
                 edit.tx.data = edit.data;
                 encoding = guest::encode_transaction(edit.tx);
             }}
        );
    }
    void add(const char* field, std::uint64_t Transaction::*member) {
        add(field, "plus one", [member](Editable& e) { ++(e.tx.*member); });
        add(field, "minus one", [member](Editable& e) { --(e.tx.*member); });
        add(field, "zero", [member](Editable& e) { e.tx.*member = 0; });
        add(field, "most", [member](Editable& e) { e.tx.*member = ~std::uint64_t{0}; });
    }
    void add(const char* field, Word Transaction::*member) {
        add(field, "plus one", [member](Editable& e) {
            e.tx.*member = (U256::from_word(e.tx.*member) + U256(1)).to_word();
        });
        add(field, "zero", [member](Editable& e) { e.tx.*member = {}; });
        add(field, "high bit", [member](Editable& e) { (e.tx.*member)[0] ^= 0x40; });
        add(field, "most", [member](Editable& e) { (e.tx.*member).fill(0xff); });
    }

  private:
    Alterations& out_;
    std::size_t block_;
    std::size_t index_;
};

void add_data(FieldList& fields, test::Random& random) {
    fields.add("data", "none", [](Editable& e) { e.data.clear(); });
    fields.add("data", "a zero more", [](Editable& e) { e.data.push_back(0); });
    fields.add("data", "a byte less", [](Editable& e) {
        if (!e.data.empty()) e.data.pop_back();
    });
    fields.add("data", "a bit", [where = random.below(1 << 20), bit = random.below(8)](Editable& e) {
        if (!e.data.empty()) e.data[where % e.data.size()] ^= static_cast<std::uint8_t>(1u << bit);
    });
    fields.add("data", "fifty thousand bytes", [](Editable& e) { e.data.assign(50'000, 0x5b); });
}

void add_lists(FieldList& fields, const Transaction& tx) {
    if (tx.type == TransactionType::kLegacy) return;
    fields.add("access_list", "an entry more", [](Editable& e) {
        e.tx.access_list.push_back({guest::Address{0x53}, {guest::Hash{1}}});
    });
    if (!tx.access_list.empty()) {
        fields.add("access_list", "none", [](Editable& e) { e.tx.access_list.clear(); });
        fields.add("access_list", "another address", [](Editable& e) { e.tx.access_list[0].address[0] ^= 1; });
    }
    if (tx.type != TransactionType::kSetCode) return;
    const auto first = [](Editable& e) -> guest::Authorization& { return e.tx.authorization_list[0]; };
    fields.add("authorization_list", "none", [](Editable& e) { e.tx.authorization_list.clear(); });
    fields.add("authorization_list", "the first twice", [](Editable& e) {
        e.tx.authorization_list.push_back(e.tx.authorization_list[0]);
    });
    fields.add("authorization_list", "chain id zero", [first](Editable& e) { first(e).chain_id = {}; });
    fields.add("authorization_list", "another chain id", [first](Editable& e) { first(e).chain_id[31] ^= 1; });
    fields.add("authorization_list", "another target", [first](Editable& e) { first(e).address[19] ^= 1; });
    fields.add("authorization_list", "no target", [first](Editable& e) { first(e).address = {}; });
    fields.add("authorization_list", "another nonce", [first](Editable& e) { ++first(e).nonce; });
    fields.add("authorization_list", "the last nonce", [first](Editable& e) { first(e).nonce = ~std::uint64_t{0}; });
    fields.add("authorization_list", "another parity", [first](Editable& e) { first(e).y_parity ^= 1; });
    fields.add("authorization_list", "parity 2", [first](Editable& e) { first(e).y_parity = 2; });
    fields.add("authorization_list", "another r", [first](Editable& e) { first(e).r[31] ^= 1; });
    fields.add("authorization_list", "s zero", [first](Editable& e) { first(e).s = {}; });
}

// The other signature of the same key over the same message: s and its negative, with the other parity (EIP-2).
void negate_s(Editable& e) {
    const U256 order = U256::from_word({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                                        0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41});
    e.tx.s = (order - U256::from_word(e.tx.s)).to_word();
    e.tx.y_parity ^= 1;
}

void add_signature(FieldList& fields) {
    fields.add("signature", "another parity", [](Editable& e) { e.tx.y_parity ^= 1; });
    fields.add("signature", "the high s of the same key", negate_s);
    fields.add("r", &Transaction::r);
    fields.add("s", &Transaction::s);
}

void add_fields(Alterations& out, const Bytes& encoding, std::size_t block, std::size_t index, test::Random& random) {
    const Transaction tx = guest::decode_transaction(encoding).value();
    FieldList fields(out, block, index);
    fields.add("gas_limit", &Transaction::gas_limit);
    fields.add("value", &Transaction::value);
    fields.add("to", "a bit", [bit = random.below(160)](Editable& e) {
        if (e.tx.to) (*e.tx.to)[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    });
    fields.add("to", "none", [](Editable& e) { e.tx.to.reset(); });
    fields.add("to", "the fee vault", [](Editable& e) {
        e.tx.to = guest::Address{0x53};
        (*e.tx.to)[19] = 5;
    });
    add_data(fields, random);
    if (tx.type == TransactionType::kL1Message) {
        fields.add("queue_index", &Transaction::queue_index);
        fields.add("sender", "a bit", [bit = random.below(160)](Editable& e) {
            e.tx.sender[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        });
        fields.add("sender", "zero", [](Editable& e) { e.tx.sender = {}; });
        fields.add("type", "a transaction", [](Editable& e) { e.tx.type = TransactionType::kLegacy; });
        return;
    }
    fields.add("nonce", &Transaction::nonce);
    fields.add("max_fee_per_gas", &Transaction::max_fee_per_gas);
    fields.add("chain_id", "another", [](Editable& e) { e.tx.chain_id = e.tx.chain_id.value_or(0) + 1; });
    fields.add("chain_id", "zero", [](Editable& e) { e.tx.chain_id = 0; });
    if (tx.type == TransactionType::kLegacy) fields.add("chain_id", "none", [](Editable& e) { e.tx.chain_id.reset(); });
    if (tx.type == TransactionType::kDynamicFee || tx.type == TransactionType::kSetCode)
        fields.add("max_priority_fee_per_gas", &Transaction::max_priority_fee_per_gas);
    for (const auto& [type, how] :
         {std::pair{TransactionType::kLegacy, "legacy"},
          std::pair{TransactionType::kAccessList, "EIP-2930"},
          std::pair{TransactionType::kDynamicFee, "EIP-1559"},
          std::pair{TransactionType::kSetCode, "EIP-7702"},
          std::pair{TransactionType::kL1Message, "L1 message"}}) {
        fields.add("type", how, [type = type](Editable& e) { e.tx.type = type; });
    }
    add_lists(fields, tx);
    add_signature(fields);
}

void add_bytes(Alterations& out, const Bytes& encoding, std::size_t block, std::size_t index, test::Random& random) {
    const auto bytes = [&](const char* kind, const std::string& how, std::function<void(Bytes&)> change) {
        out.push_back({kind, at(block, index) + " " + how, [block, index, change = std::move(change)](OwnedChunk& c) {
                           change(c.blocks[block].transactions[index]);
                       }});
    };
    const std::size_t n = encoding.size();
    for (int round = 0; round < 4; ++round) {
        const std::size_t where = random.below(n);
        const auto mask = static_cast<std::uint8_t>(1u << random.below(8));
        bytes("tx_byte", std::to_string(where), [where, mask](Bytes& b) { b[where] ^= mask; });
    }
    bytes("tx_cut", "a byte", [](Bytes& b) { b.pop_back(); });
    bytes("tx_cut", "within", [size = random.below(n)](Bytes& b) { b.resize(size); });
    bytes("tx_longer", "a byte", [](Bytes& b) { b.push_back(0); });
    bytes("tx_longer", "twice", [](Bytes& b) {
        const Bytes copy = b;
        b.insert(b.end(), copy.begin(), copy.end());
    });
    bytes("tx_type_byte", "3", [](Bytes& b) { b.insert(b.begin(), 3); });
    bytes("tx_type_byte", "1", [](Bytes& b) { b.insert(b.begin(), 1); });
    // The first integer with a leading zero: the same transaction, encoded as it must not be.
    bytes("tx_not_minimal", "the first item", [](Bytes& b) {
        const std::size_t skip = b[0] < 0xc0 ? 1 : 0;
        guest::rlp::Failure failure;
        guest::rlp::Reader outer(ByteView(b).subspan(skip), failure);
        guest::rlp::Reader list = outer.list("transaction");
        guest::rlp::Writer writer;
        writer.raw(ByteView(b).first(skip));
        const std::size_t mark = writer.begin_list();
        Bytes padded{0};
        const ByteView first = list.string("first");
        padded.insert(padded.end(), first.begin(), first.end());
        writer.string(padded);
        while (!list.done()) writer.raw(list.raw_item("item"));
        writer.end_list(mark);
        b = writer.take();
    });
}

/// The list of transactions of one block with what belongs to each: a prover who moves one moves its hint too.
void add_list(
    Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::size_t block, test::Random& random
) {
    const std::size_t n = chunk.blocks[block].transactions.size();
    const auto list = [&](const char* kind, const std::string& how, const std::function<void(OwnedBlock&)>& change) {
        out.push_back({kind, "block " + std::to_string(block) + " " + how, [block, change](OwnedChunk& c) {
                           change(c.blocks[block]);
                       }});
    };
    const auto offset = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
    const auto insert = [offset](OwnedBlock& b, std::size_t i, const Bytes& tx, guest::CompressionHint hint) {
        const bool has_hints = b.hints.size() == b.transactions.size() && !b.hints.empty();
        b.transactions.insert(b.transactions.begin() + offset(i), tx);
        if (has_hints) b.hints.insert(b.hints.begin() + offset(i), hint);
    };
    const auto hint_of = [](const OwnedBlock& b, std::size_t i) {
        return b.hints.empty() ? guest::CompressionHint{} : b.hints[i];
    };
    list("txs_none", "", [](OwnedBlock& b) {
        b.transactions.clear();
        b.hints.clear();
    });
    if (!donor.blocks.front().transactions.empty()) {
        list("tx_foreign", "at the end", [insert, hint_of, &donor](OwnedBlock& b) {
            const OwnedBlock& from = donor.blocks.front();
            insert(b, b.transactions.size(), from.transactions.back(), hint_of(from, from.transactions.size() - 1));
        });
    }
    list("tx_invented", "an L1 message in front", [insert](OwnedBlock& b) {
        Transaction tx;
        tx.type = TransactionType::kL1Message;
        tx.gas_limit = 1'000'000;
        tx.to = guest::Address{0x53};
        tx.sender = guest::Address{0x77};
        tx.queue_index = 7;
        if (!b.transactions.empty()) {
            const auto first = guest::decode_transaction(b.transactions[0]);
            if (first && first->type == TransactionType::kL1Message) tx.queue_index = first->queue_index - 1;
        }
        insert(b, 0, guest::encode_transaction(tx), {});
    });
    for (std::size_t i = 0; i < std::min(n, kMostTransactions); ++i) {
        list("tx_removed", std::to_string(i), [i, offset](OwnedBlock& b) {
            b.transactions.erase(b.transactions.begin() + offset(i));
            if (!b.hints.empty()) b.hints.erase(b.hints.begin() + offset(i));
        });
        list("tx_removed_alone", std::to_string(i), [i, offset](OwnedBlock& b) {
            b.transactions.erase(b.transactions.begin() + offset(i));
        });
        list("tx_repeated", std::to_string(i), [i, insert, hint_of](OwnedBlock& b) {
            insert(b, i, Bytes(b.transactions[i]), hint_of(b, i));
        });
        if (i == 0) continue;
        const std::size_t other = random.below(i);
        list("tx_order", std::to_string(i) + " and " + std::to_string(other), [i, other](OwnedBlock& b) {
            std::swap(b.transactions[i], b.transactions[other]);
            if (!b.hints.empty()) std::swap(b.hints[i], b.hints[other]);
        });
        list("tx_joined", std::to_string(i) + " to the one before", [i, offset](OwnedBlock& b) {
            Bytes& before = b.transactions[i - 1];
            before.insert(before.end(), b.transactions[i].begin(), b.transactions[i].end());
            b.transactions.erase(b.transactions.begin() + offset(i));
            if (!b.hints.empty()) b.hints.erase(b.hints.begin() + offset(i));
        });
    }
    if (block > 0 && n > 0) {
        out.push_back(
            {"tx_moved",
             "from block " + std::to_string(block) + " to the one before",
             [block, insert, hint_of](OwnedChunk& c) {
                 OwnedBlock& from = c.blocks[block];
                 OwnedBlock& to = c.blocks[block - 1];
                 const guest::CompressionHint hint = hint_of(from, 0);
                 insert(to, to.transactions.size(), Bytes(from.transactions[0]), hint);
                 from.transactions.erase(from.transactions.begin());
                 if (!from.hints.empty()) from.hints.erase(from.hints.begin());
             }}
        );
    }
}

}  // namespace

void add_transaction_alterations(
    Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed
) {
    test::Random random(seed ^ 0x7a);
    for (std::size_t block = 0; block < chunk.blocks.size(); ++block) {
        const auto& transactions = chunk.blocks[block].transactions;
        for (std::size_t i = 0; i < std::min(transactions.size(), kMostTransactions); ++i) {
            add_fields(out, transactions[i], block, i, random);
            add_bytes(out, transactions[i], block, i, random);
        }
        add_list(out, chunk, donor, block, random);
    }
}

}  // namespace zk::negative
