// Alterations of block headers: every field, and the RLP around them.
#include "guest/block/header.hpp"
#include "guest/rlp/reader.hpp"
#include "guest/rlp/writer.hpp"
#include "guest/test/random.hpp"
#include "guest/trie/trie_root.hpp"

#include "tests/negative/alterations.hpp"

#include <array>
#include <string_view>

namespace zk::negative {
namespace {

using guest::Header;

constexpr std::array<std::string_view, 16> kFields = {
    "parent_hash",
    "ommers_hash",
    "beneficiary",
    "state_root",
    "transactions_root",
    "receipts_root",
    "logs_bloom",
    "difficulty",
    "number",
    "gas_limit",
    "gas_used",
    "timestamp",
    "extra_data",
    "mix_hash",
    "nonce",
    "base_fee_per_gas"};

// The header's items as they are encoded.
std::vector<Bytes> items_of(const Bytes& header) {
    guest::rlp::Failure failure;
    guest::rlp::Reader outer(header, failure);
    guest::rlp::Reader list = outer.list("header");
    std::vector<Bytes> items;
    while (!list.done()) {
        const ByteView item = list.raw_item("item");
        items.emplace_back(item.begin(), item.end());
    }
    return items;
}

Bytes header_of(const std::vector<Bytes>& items) {
    guest::rlp::Writer out;
    const std::size_t list = out.begin_list();
    for (const Bytes& item : items) out.raw(item);
    out.end_list(list);
    return out.take();
}

Bytes string_item(ByteView bytes) {
    guest::rlp::Writer out;
    out.string(bytes);
    return out.take();
}

// Alters one item of one header.
void add_item(
    Alterations& out, std::size_t block, std::size_t field, const std::string& how, std::function<void(Bytes&)> change
) {
    out.push_back(
        {"header." + std::string(kFields[field]),
         "block " + std::to_string(block) + " " + how,
         [block, field, change = std::move(change)](OwnedChunk& c) {
             std::vector<Bytes> items = items_of(c.blocks[block].header);
             change(items[field]);
             c.blocks[block].header = header_of(items);
         }}
    );
}

void add_fields(Alterations& out, const OwnedBlock& block, std::size_t i, test::Random& random) {
    const std::vector<Bytes> items = items_of(block.header);
    for (std::size_t field = 0; field < kFields.size(); ++field) {
        // A string's prefix has one byte, two or three; what is altered is mostly within.
        const std::size_t n = items[field].size();
        for (const std::size_t at : {n - 1, n / 2, random.below(n)}) {
            const auto mask = static_cast<std::uint8_t>(1u << random.below(8));
            add_item(out, i, field, "byte " + std::to_string(at), [at, mask](Bytes& item) { item[at] ^= mask; });
        }
        add_item(out, i, field, "empty", [](Bytes& item) { item = {0x80}; });
        add_item(out, i, field, "one", [](Bytes& item) { item = {0x01}; });
        add_item(out, i, field, "a list", [](Bytes& item) { item = {0xc0}; });
        add_item(out, i, field, "all bits", [](Bytes& item) { item = string_item(Bytes(item.size() - 1, 0xff)); });
        add_item(out, i, field, "longer", [](Bytes& item) {
            Bytes longer(item.begin() + 1, item.end());
            longer.push_back(0x55);
            item = string_item(longer);
        });
    }
    add_item(out, i, 12, "97 other bytes", [](Bytes& item) { item = string_item(Bytes(97, 0xee)); });
    add_item(out, i, 12, "a hundred thousand bytes", [](Bytes& item) { item = string_item(Bytes(100'000, 0xee)); });
    for (const std::size_t field : {7, 8, 9, 10, 11, 15}) {
        add_item(out, i, field, "leading zero", [](Bytes& item) { item = string_item(Bytes{0x00, 0x07}); });
        add_item(out, i, field, "2^63", [](Bytes& item) { item = string_item(Bytes{0x80, 0, 0, 0, 0, 0, 0, 0}); });
    }
}

// Numbers moved by one, on which rules about limits and order turn.
void add_steps(Alterations& out, std::size_t i) {
    const auto step = [&](const char* name, std::uint64_t Header::*field, std::uint64_t by) {
        out.push_back(
            {std::string("header.") + name,
             "block " + std::to_string(i) + (by == 1 ? " plus one" : " minus one"),
             [i, field, by](OwnedChunk& c) {
                 const Bytes encoding = c.blocks[i].header;
                 Header header = *guest::decode_header(encoding);
                 std::invoke(field, header) += by;
                 c.blocks[i].header = guest::encode_header(header);
             }}
        );
    };
    for (const std::uint64_t by : {std::uint64_t{1}, ~std::uint64_t{0}}) {
        step("number", &Header::number, by);
        step("gas_limit", &Header::gas_limit, by);
        step("gas_used", &Header::gas_used, by);
        step("timestamp", &Header::timestamp, by);
    }
}

void add_rlp(Alterations& out, std::size_t i, test::Random& random) {
    const std::string where = "block " + std::to_string(i);
    const auto items = [&](const char* kind, const std::string& how, std::function<void(std::vector<Bytes>&)> change) {
        out.push_back({kind, where + " " + how, [i, change = std::move(change)](OwnedChunk& c) {
                           std::vector<Bytes> all = items_of(c.blocks[i].header);
                           change(all);
                           c.blocks[i].header = header_of(all);
                       }});
    };
    for (std::size_t field = 0; field < kFields.size(); ++field) {
        const std::string name(kFields[field]);
        const auto at = static_cast<std::ptrdiff_t>(field);
        items("header_item_removed", name, [at](std::vector<Bytes>& all) { all.erase(all.begin() + at); });
        items("header_item_repeated", name, [at](std::vector<Bytes>& all) {
            const Bytes copy = all[static_cast<std::size_t>(at)];
            all.insert(all.begin() + at, copy);
        });
        if (field > 0) {
            items("header_items_swapped", name, [field](std::vector<Bytes>& all) {
                std::swap(all[field - 1], all[field]);
            });
        }
    }
    // withdrawals_root and the fields after it, which Scroll's headers never have.
    items("header_item_added", "withdrawals_root", [](std::vector<Bytes>& all) {
        all.push_back(string_item(guest::kEmptyTrieRoot));
    });
    items("header_item_added", "up to requests_hash", [](std::vector<Bytes>& all) {
        all.push_back(string_item(guest::kEmptyTrieRoot));
        all.insert(all.end(), {Bytes{0x80}, Bytes{0x80}, string_item(guest::Hash{}), string_item(guest::Hash{})});
    });
    const auto bytes = [&](const char* kind, const std::string& how, std::function<void(Bytes&)> change) {
        out.push_back({kind, where + " " + how, [i, change = std::move(change)](OwnedChunk& c) {
                           change(c.blocks[i].header);
                       }});
    };
    bytes("header_bytes", "none", [](Bytes& header) { header.clear(); });
    bytes("header_bytes", "one more", [](Bytes& header) { header.push_back(0); });
    bytes("header_bytes", "as a string", [](Bytes& header) { header = string_item(header); });
    for (int round = 0; round < 4; ++round) {
        bytes("header_bytes", "cut", [n = random.below(500)](Bytes& header) { header.resize(n); });
        bytes("header_bytes", "flipped", [at = random.below(500), bit = random.below(8)](Bytes& header) {
            header[at % header.size()] ^= static_cast<std::uint8_t>(1u << bit);
        });
    }
}

}  // namespace

void add_header_alterations(Alterations& out, const OwnedChunk& chunk, std::uint64_t seed) {
    test::Random random(seed ^ 0x4ead);
    for (std::size_t i = 0; i < chunk.blocks.size(); ++i) {
        add_fields(out, chunk.blocks[i], i, random);
        add_steps(out, i);
        add_rlp(out, i, random);
    }
}

}  // namespace zk::negative
