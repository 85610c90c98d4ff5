// Witness files: every member of the sample blocks' JSON removed or given another value. The file is refused, or its block judged as any altered
// witness is; where the block stays the same, the member is one that is not read.
#include "apps/witness/block.hpp"
#include "guest/test/random.hpp"
#include "guest/test/vectors.hpp"

#include <gtest/gtest.h>

#include "tests/negative/full.hpp"
#include "tests/negative/verdict.hpp"
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <map>

namespace zk::negative {
namespace {

using guest::Fork;
using Json = nlohmann::json;
using Pointer = Json::json_pointer;

/// Members without which, or with another value of which, the block can be the same.
struct Unread {
    std::string_view name;  ///< the end of its place, indices written as *
    std::string_view reason;
};
constexpr Unread kUnread[] = {
    {"block_hashes", "blocks are linked by their headers"},
    {"hash", "computed from the transaction"},
    {"from", "recovered from the signature"},
    {"withdrawals", "Scroll has none: null, absent or an empty array, all else is refused"},
    {"withdrawals_root", "Scroll's headers have none: null or absent, all else is refused"},
    {"blob_gas_used", "as withdrawals_root"},
    {"excess_blob_gas", "as withdrawals_root"},
    {"parent_beacon_block_root", "as withdrawals_root"},
    {"requests_hash", "as withdrawals_root"},
    {"max_fee_per_blob_gas", "Scroll has no blob transactions: null or absent, all else is refused"},
    {"blob_versioned_hashes", "as max_fee_per_blob_gas"},
    {"max_fee_per_gas", "of types 0 and 1, whose gas_price is read"},
    {"max_priority_fee_per_gas", "as max_fee_per_gas"},
    {"gas_price", "of types 2 and 4, whose two fees are read"},
    {"queue_index", "of what is no L1 message"},
    {"TxL1Message/transaction/nonce", "L1 messages have none"},
    {"authorization_list", "of types other than 4"},
    {"access_list", "null, absent and empty are one list"},
    {"v", "the parity once more: absent or equal, all else is refused"},
    {"yParity", "a boolean is a parity"},
    {"states", "a node twice is the node"},
    {"codes", "a code twice is the code"},
};

// The place with its indices as *: which kind of member it is.
std::string member_of(const std::string& pointer) {
    std::string out;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        const bool begins_index = i > 0 && pointer[i - 1] == '/' && std::isdigit(pointer[i]) != 0;
        if (!begins_index) {
            out += pointer[i];
            continue;
        }
        out += '*';
        while (i + 1 < pointer.size() && std::isdigit(pointer[i + 1]) != 0) ++i;
    }
    return out;
}

void collect(const Json& value, const std::string& at, std::map<std::string, std::vector<std::string>>& members) {
    if (!at.empty()) members[member_of(at)].push_back(at);
    if (value.is_object()) {
        for (const auto& [key, each] : value.items()) collect(each, at + "/" + key, members);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], at + "/" + std::to_string(i), members);
    }
}

void remove_member(Json& root, const Pointer& at) {
    Json& parent = root[at.parent_pointer()];
    if (parent.is_object()) {
        parent.erase(at.back());
    } else {
        parent.erase(std::stoul(at.back()));
    }
}

// Another value of the same type.
Json another(const Json& value) {
    if (value.is_number()) return value.get<std::uint64_t>() ^ 1;
    if (value.is_boolean()) return !value.get<bool>();
    if (value.is_string()) {
        auto text = value.get<std::string>();
        if (!text.empty()) text.back() = text.back() == '1' ? '2' : '1';
        return text;
    }
    if (value.is_array() && !value.empty()) {
        Json more = value;
        more.push_back(value.back());
        return more;
    }
    return "0x1";
}

std::vector<std::pair<std::string, Json>> values_for(const Json& value) {
    return {
        {"null", nullptr},
        {"another", another(value)},
        {"object", Json::object()},
        {"array", Json::array()},
        {"empty", ""},
        {"0x", "0x"},
        {"negative", -1},
        {"fraction", 0.5},
        {"large", "0x1" + std::string(70, '0')},
        {"text", "zz"},
        {"true", true}};
}

class HostileJson : public testing::TestWithParam<Fork> {};

TEST_P(HostileJson, IsRefusedOrClaimsSomethingElse) {
    const auto folder = test::vectors_path("witnesses");
    ZK_NEEDS_VECTORS(folder);
    test::Random random(static_cast<std::uint64_t>(GetParam()));
    Tally tally;
    std::size_t n_unreadable = 0, n_unread = 0;
    for (const Sample& sample : samples_of(GetParam())) {
        const bool is_large = sample.n_bytes > (1 << 17);
        if (sample.chunk.blocks.size() > 1 || (is_large && !in_full())) continue;
        // One of so many is tried; a large file takes its time to parse.
        const std::size_t share = !in_full() ? 6 : is_large ? 24 : 1;
        const Json original = Json::parse(test::read_text(folder / (sample.name + ".json")));
        const auto claim = run(sample.chunk).claim;
        ASSERT_TRUE(claim.has_value()) << sample.name;
        std::map<std::string, std::vector<std::string>> members;
        collect(original, "", members);
        for (const auto& [member, places] : members) {
            const std::string place = places[random.below(places.size())];
            const Pointer at(place);
            auto values = values_for(original[at]);
            values.emplace_back("removed", Json());
            for (const auto& [how, value] : values) {
                if (random.below(share) != 0) continue;
                Json altered = original;
                if (how == "removed") {
                    remove_member(altered, at);
                } else {
                    altered[at] = value;
                }
                if (altered == original) continue;
                const std::string label = "json " + sample.name + " " + place + " " + how;
                auto block = witness::parse_block(altered.dump());
                if (!block) {
                    ++n_unreadable;
                    EXPECT_NE(block.error().message().find("expected "), std::string::npos) << label;
                    continue;
                }
                block->hints = sample.chunk.blocks[0].hints;
                const Bytes input = witness::make_chunk_input(
                                        std::span(&*block, 1),
                                        sample.chunk.fork,
                                        sample.chunk.prev_msg_queue_hash,
                                        witness::ChunkContent::kState
                )
                                        .value();
                const auto decoded = guest::decode_chunk_input(input);
                if (!decoded) {
                    ++n_unreadable;
                    continue;
                }
                OwnedChunk chunk = own(*decoded);
                if (chunk == sample.chunk) {
                    ++n_unread;
                    EXPECT_TRUE(std::ranges::any_of(kUnread, [&member](const Unread& u) {
                        return member.ends_with("/" + std::string(u.name));
                    })) << label;
                } else {
                    judge(tally, sample.chunk, *claim, std::move(chunk), label);
                }
            }
        }
    }
    for (const std::string& violation : tally.violations) ADD_FAILURE() << violation;
    std::cout << guest::fork_name(GetParam()) << ": " << n_unreadable << " files refused, " << n_unread
              << " without what is not read, " << tally.n_altered << " altered blocks: " << tally.n_refused
              << " refused, " << tally.n_other_claim << " with another claim, " << tally.n_meaningless
              << " without meaning\n";
    if (GetParam() == Fork::kGalileoV2 && !in_full()) return;  // its files are too large for a selection
    EXPECT_GE(n_unreadable, 50u);
    EXPECT_GE(tally.n_refused, 1u);
}

INSTANTIATE_TEST_SUITE_P(Forks, HostileJson, testing::ValuesIn(guest::kForks), [](const auto& fork) {
    return std::string(guest::fork_name(fork.param));
});

}  // namespace
}  // namespace zk::negative
