#include "tests/negative/alterations.hpp"

#include "guest/test/random.hpp"

#include <algorithm>
#include <map>

namespace zk::negative {
namespace {

void shuffle(auto& items, test::Random& random) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

}  // namespace

std::vector<Alteration> alterations_of(const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed) {
    Alterations out;
    add_chunk_alterations(out, chunk, donor, seed);
    add_header_alterations(out, chunk, seed);
    add_transaction_alterations(out, chunk, donor, seed);
    add_state_alterations(out, chunk, donor, seed);
    return out;
}

std::vector<Alteration> choose(std::vector<Alteration> all, std::size_t n, std::uint64_t seed) {
    test::Random random(seed);
    std::map<std::string, std::vector<Alteration>> by_kind;
    for (Alteration& each : all) by_kind[each.kind].push_back(std::move(each));
    std::vector<std::vector<Alteration>> kinds;
    for (auto& [kind, members] : by_kind) {
        shuffle(members, random);
        kinds.push_back(std::move(members));
    }
    shuffle(kinds, random);
    std::vector<Alteration> out;
    for (std::size_t turn = 0; out.size() < n; ++turn) {
        const std::size_t before = out.size();
        for (auto& members : kinds) {
            if (turn < members.size() && out.size() < n) out.push_back(std::move(members[turn]));
        }
        if (out.size() == before) break;
    }
    return out;
}

}  // namespace zk::negative
