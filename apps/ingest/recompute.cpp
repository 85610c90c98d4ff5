#include "apps/ingest/recompute.hpp"

#include "apps/blocks/stored_block.hpp"
#include "apps/witness/execution.hpp"
#include "base/deep_threads.hpp"
#include "base/hex.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace zk::apps {
namespace {

/// So many blocks are in memory at a time.
constexpr std::size_t kBatch = 32;

struct Job {
    std::uint64_t number = 0;
    guest::Fork fork = guest::Fork::kGalileo;
    std::optional<StoredBlock> block;
    std::string root;
    std::string refusal;
};

/// Neither the database nor HDF5 is asked by two threads at once, so loading comes before executing.
Job load(io::Store& store, const io::DataFolder& data, std::uint64_t number) {
    Job job;
    job.number = number;
    const auto row = store.block(number);
    const auto fork = row ? guest::fork_from_name(row->fork) : std::nullopt;
    if (!row || !fork) {
        job.refusal = "was not ingested by zkprove";
        return job;
    }
    job.fork = *fork;
    auto block = load_block(*row, data);
    if (block) {
        job.block = std::move(*block);
    } else {
        job.refusal = block.error().message();
    }
    return job;
}

void execute(Job& job, const std::optional<guest::Word>& validium_key) {
    if (!job.block) return;
    const auto input = witness::make_chunk_input(
        std::span(&job.block->block, 1), job.fork, guest::Hash{}, witness::ChunkContent::kState, validium_key
    );
    const auto claim = input ? witness::execute_chunk(*input) : tl::unexpected(input.error());
    if (claim) {
        job.root = to_hex(claim->withdraw_root);
    } else {
        job.refusal = claim.error().message() + (job.block->hints_uncertain ? kUncertainHintsAdvice : "");
    }
}

}  // namespace

Recomputed recompute_withdraw_roots(
    io::Store& store,
    const io::DataFolder& data,
    const std::vector<std::uint64_t>& numbers,
    const std::optional<guest::Word>& validium_key,
    int n_threads
) {
    Recomputed out;
    for (std::size_t begin = 0; begin < numbers.size(); begin += kBatch) {
        std::vector<Job> jobs;
        for (std::size_t i = begin; i < std::min(begin + kBatch, numbers.size()); ++i) {
            jobs.push_back(load(store, data, numbers[i]));
        }
        for_each_on_deep_threads(jobs.size(), n_threads, [&](std::size_t i) { execute(jobs[i], validium_key); });
        for (const Job& job : jobs) {
            if (job.refusal.empty()) {
                store.set_withdraw_root(job.number, job.root);
                ++out.n_blocks;
            } else {
                out.refusals.emplace_back(job.number, job.refusal);
            }
        }
    }
    return out;
}

}  // namespace zk::apps
