// Alterations of the chunk as a whole: fork, chain id, queue hash, the list of blocks, and hints.
#include "guest/block/transaction.hpp"
#include "guest/test/random.hpp"
#include "guest/trie/trie_root.hpp"

#include "tests/negative/alterations.hpp"

#include <algorithm>
#include <cstdint>

namespace zk::negative {
namespace {

using guest::CompressionHint;
using guest::Fork;
using guest::U256;

std::string at_block(std::size_t i) {
    return "block " + std::to_string(i);
}

// Rules with hints and rules without: a prover who changes the fork gives what the other one asks for.
void fit_hints(OwnedChunk& chunk) {
    for (OwnedBlock& block : chunk.blocks) {
        if (!guest::has_compression_hints(chunk.fork)) {
            block.hints.clear();
        } else if (block.hints.size() != block.transactions.size()) {
            block.hints.assign(block.transactions.size(), {U256(1'000'000'000), 1});
        }
    }
}

void add_fork_and_ids(Alterations& out, const OwnedChunk& chunk, test::Random& random) {
    for (const Fork fork : guest::kForks) {
        const std::string name(guest::fork_name(fork));
        out.push_back({"fork", name, [fork](OwnedChunk& c) { c.fork = fork; }});
        out.push_back({"fork_with_hints", name, [fork](OwnedChunk& c) {
                           c.fork = fork;
                           fit_hints(c);
                       }});
    }
    const std::uint64_t id = chunk.chain_id;
    for (const std::uint64_t other : {std::uint64_t{0}, std::uint64_t{1}, id + 1, id ^ 0x100, ~std::uint64_t{0}})
        out.push_back({"chain_id", std::to_string(other), [other](OwnedChunk& c) { c.chain_id = other; }});
    for (const std::size_t bit : {std::size_t{0}, std::size_t{255}, random.below(256)}) {
        out.push_back({"prev_msg_queue_hash", "bit " + std::to_string(bit), [bit](OwnedChunk& c) {
                           c.prev_msg_queue_hash[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
                       }});
    }
    out.push_back({"prev_msg_queue_hash", "zero", [](OwnedChunk& c) { c.prev_msg_queue_hash = {}; }});
}

void add_block_list(Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor) {
    out.push_back({"block_list", "none", [](OwnedChunk& c) { c.blocks.clear(); }});
    for (std::size_t i = 0; i < chunk.blocks.size(); ++i) {
        out.push_back({"block_removed", at_block(i), [i](OwnedChunk& c) {
                           c.blocks.erase(c.blocks.begin() + static_cast<std::ptrdiff_t>(i));
                       }});
        out.push_back({"block_repeated", at_block(i), [i](OwnedChunk& c) {
                           const OwnedBlock copy = c.blocks[i];
                           c.blocks.insert(c.blocks.begin() + static_cast<std::ptrdiff_t>(i), copy);
                       }});
        out.push_back({"block_foreign", at_block(i), [i, &donor](OwnedChunk& c) {
                           c.blocks[i] = donor.blocks.front();
                           fit_hints(c);
                       }});
        out.push_back({"block_appended", "after the last", [&donor](OwnedChunk& c) {
                           c.blocks.push_back(donor.blocks.front());
                           fit_hints(c);
                       }});
        if (i > 0) {
            out.push_back({"block_order", at_block(i), [i](OwnedChunk& c) { std::swap(c.blocks[i - 1], c.blocks[i]); }}
            );
        }
    }
}

void add_state_roots(Alterations& out, const OwnedChunk& chunk, test::Random& random) {
    for (std::size_t i = 0; i < chunk.blocks.size(); ++i) {
        for (const std::size_t byte : {std::size_t{0}, std::size_t{31}, random.below(32)}) {
            out.push_back({"prev_state_root", at_block(i) + " byte " + std::to_string(byte), [i, byte](OwnedChunk& c) {
                               c.blocks[i].prev_state_root[byte] ^= 0x10;
                           }});
        }
        out.push_back({"prev_state_root", at_block(i) + " zero", [i](OwnedChunk& c) {
                           c.blocks[i].prev_state_root = {};
                       }});
        out.push_back({"prev_state_root", at_block(i) + " of the empty trie", [i](OwnedChunk& c) {
                           c.blocks[i].prev_state_root = guest::kEmptyTrieRoot;
                       }});
    }
}

void add_hints(Alterations& out, const OwnedChunk& chunk) {
    for (std::size_t i = 0; i < chunk.blocks.size(); ++i) {
        const OwnedBlock& block = chunk.blocks[i];
        out.push_back({"hint_count", at_block(i) + " none", [i](OwnedChunk& c) { c.blocks[i].hints.clear(); }});
        out.push_back({"hint_count", at_block(i) + " one more", [i](OwnedChunk& c) {
                           c.blocks[i].hints.emplace_back();
                       }});
        if (block.hints.empty()) continue;
        out.push_back({"hint_count", at_block(i) + " one less", [i](OwnedChunk& c) { c.blocks[i].hints.pop_back(); }});
        for (std::size_t k = 0; k < block.hints.size(); ++k) {
            const std::string where = at_block(i) + " transaction " + std::to_string(k);
            const auto set_ratio = [&](const char* name, U256 ratio) {
                out.push_back({"hint_ratio", where + " " + name, [i, k, ratio](OwnedChunk& c) {
                                   c.blocks[i].hints[k].ratio = ratio;
                               }});
            };
            const U256 ratio = block.hints[k].ratio;
            set_ratio("zero", U256());
            set_ratio("below one", U256(999'999'999));
            set_ratio("one", U256(1'000'000'000));
            set_ratio("one more", ratio + U256(1));
            set_ratio("one less", ratio - U256(1));
            set_ratio("most", U256::max());
            const auto set_size = [&](const char* name, std::uint64_t size) {
                out.push_back({"hint_size", where + " " + name, [i, k, size](OwnedChunk& c) {
                                   c.blocks[i].hints[k].size = size;
                               }});
            };
            const std::uint64_t size = block.hints[k].size;
            set_size("zero", 0);
            set_size("one more", size + 1);
            set_size("one less", size - 1);
            set_size("whole", block.transactions[k].size());
            set_size("beyond", block.transactions[k].size() + 1);
            set_size("most", ~std::uint64_t{0});
            if (k > 0) {
                out.push_back({"hint_order", where, [i, k](OwnedChunk& c) {
                                   std::swap(c.blocks[i].hints[k - 1], c.blocks[i].hints[k]);
                               }});
            }
        }
    }
}

}  // namespace

void add_chunk_alterations(Alterations& out, const OwnedChunk& chunk, const OwnedChunk& donor, std::uint64_t seed) {
    test::Random random(seed ^ 0xc4);
    add_fork_and_ids(out, chunk, random);
    add_block_list(out, chunk, donor);
    add_state_roots(out, chunk, random);
    add_hints(out, chunk);
    for (std::size_t i = 0; i < chunk.blocks.size(); ++i) {
        out.push_back({"validium_messages", at_block(i), [i](OwnedChunk& c) {
                           c.blocks[i].validium_messages.push_back(
                               c.blocks[i].transactions.empty() ? Bytes{0x7e} : c.blocks[i].transactions[0]
                           );
                       }});
    }
}

}  // namespace zk::negative
