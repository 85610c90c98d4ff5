#include "apps/execute/job.hpp"

#include "apps/witness/execution.hpp"
#include "base/hex.hpp"
#include "guest/keccak/keccak.hpp"
#include "guest/programs/programs.hpp"
#include "vm/executor/machine.hpp"

#include <chrono>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

/// What one way of executing came to.
struct Result {
    Json json;
    std::string words;  ///< empty unless it ended well
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// JSON texts are UTF-8; a program may write anything.
std::string printable(std::string text) {
    for (char& c : text) c = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' ? c : '?';
    return text;
}

std::uint64_t rows_of(const vm::SegmentPlan& plan, int family) {
    std::uint64_t n = 0;
    for (const vm::PlannedSegment& segment : plan.segments) n += segment.rows[static_cast<std::size_t>(family)];
    return n;
}

/// Rows of families first .. kFamilies - 1 or `last`, by name.
Json families_json(const vm::SegmentPlan& plan, int first, int last) {
    Json rows = Json::object();
    for (int family = first; family <= last; ++family) {
        rows[std::string(vm::name_of(static_cast<vm::Family>(family)))] = rows_of(plan, family);
    }
    return rows;
}

Json memory_json(const vm::SegmentPlan& plan) {
    std::uint64_t hint_words = 0, tree = 0, leaves = 0;
    for (const vm::PlannedSegment& segment : plan.segments) {
        hint_words += segment.hint_words;
        tree += segment.tree_rows;
        leaves += segment.memory_leaves;
    }
    return {{"hint words", hint_words}, {"memory leaves", leaves}, {"tree nodes", tree}};
}

Result run_chunk(const ExecutionJob& job) {
    const auto claim = witness::execute_chunk(job.input);
    if (!claim) return {{{"error", claim.error().message() + job.advice}}, {}};
    const Bytes bytes = guest::encode_public_inputs(*claim);
    const std::string hash = to_hex(guest::keccak256(bytes));
    return {
        {{"pi_hash", hash},
         {"public_inputs", public_inputs_json(*claim)},
         {"public_input_bytes", bytes.size()},
         {"gas", claim->gas_used}},
        hash};
}

Result run_natively(const ExecutionJob& job) {
    const auto start = std::chrono::steady_clock::now();
    Result result;
    if (job.program == "chunk") {
        result = run_chunk(job);
    } else if (const auto words = guest::run_program(job.program, job.input)) {
        result.words = public_words_hex(*words);
        result.json["pi_hash"] = result.words;
    } else {
        result.json["error"] = words.error().message();
    }
    result.json["seconds"] = seconds_since(start);
    return result;
}

Result run_in_machine(const ExecutionJob& job, const NamedProgram& program, std::uint32_t segment_cycles) {
    const auto start = std::chrono::steady_clock::now();
    const auto run = vm::execute(program.program, job.input, {.max_cycles = segment_cycles});
    const double seconds = seconds_since(start);
    if (!run) return {{{"error", run.error().message()}}, {}};
    const std::uint64_t cycles = run->plan.total_cycles();
    Result result;
    if (run->exit_code == 0) result.words = public_words_hex(run->public_words);
    result.json = {
        {"pi_hash", public_words_hex(run->public_words)},
        {"exit_code", run->exit_code},
        {"cycles", cycles},
        {"segments", run->plan.segments.size()},
        {"seconds", seconds},
        {"mhz", static_cast<double>(cycles) / seconds / 1e6}};
    if (job.gas > 0) {
        result.json["gas"] = job.gas;
        result.json["cycles_per_gas"] = static_cast<double>(cycles) / static_cast<double>(job.gas);
    }
    // Families behind the last one of RV32IM and its host calls are accelerators.
    constexpr int kLastPlain = static_cast<int>(vm::Family::kFence);
    result.json["rows"] = families_json(run->plan, 0, kLastPlain);
    result.json["rows"].update(memory_json(run->plan));
    result.json["accelerators"] = families_json(run->plan, kLastPlain + 1, vm::kFamilies - 1);
    if (!run->log.empty()) result.json["log"] = printable(run->log) + job.advice;
    return result;
}

}  // namespace

nlohmann::ordered_json public_inputs_json(const guest::ChunkClaim& claim) {
    const guest::HeadersClaim& h = claim.headers;
    Json contexts = Json::array();
    for (const guest::BlockSummary& block : h.blocks) contexts.push_back(to_hex(block.context));
    Json json{
        {"version", static_cast<std::uint8_t>(h.fork)},
        {"fork", std::string(guest::fork_name(h.fork))},
        {"chain_id", h.chain_id},
        {"prev_state_root", to_hex(h.prev_state_root)},
        {"post_state_root", to_hex(h.post_state_root)},
        {"withdraw_root", to_hex(claim.withdraw_root)}};
    if (!guest::has_message_queue_hash(h.fork)) json["data_hash"] = to_hex(h.data_hash);
    json["tx_data_digest"] = to_hex(h.tx_data_digest);
    json["tx_data_length"] = h.tx_data_length;
    json["prev_msg_queue_hash"] = to_hex(h.prev_msg_queue_hash);
    json["post_msg_queue_hash"] = to_hex(h.post_msg_queue_hash);
    json["initial_block_number"] = h.blocks.front().header.number;
    json["block_ctxs"] = contexts;
    if (h.fork == guest::Fork::kValidium) {
        json["prev_blockhash"] = to_hex(h.prev_block_hash);
        json["post_blockhash"] = to_hex(h.blocks.back().hash);
        json["encryption_key"] = to_hex(claim.encryption_key);
    }
    return json;
}

nlohmann::ordered_json execute_job(const ExecutionJob& job, const NamedProgram& program, const ExecutionWays& ways) {
    Json result{{"program", job.program}, {"what", job.label}, {"input_bytes", job.input.size()}, {"ok", true}};
    std::string native, machine;
    if (ways.native && program.ours) {
        Result run = run_natively(job);
        native = run.words;
        result["native"] = std::move(run.json);
        if (native.empty()) result["ok"] = false;
    }
    if (ways.vm) {
        Result run = run_in_machine(job, program, ways.segment_cycles);
        machine = run.words;
        result["vm"] = std::move(run.json);
        if (machine.empty()) result["ok"] = false;
    }
    if (result.contains("native") && result.contains("vm")) {
        result["agree"] = native == machine;
        if (native != machine) result["ok"] = false;
    }
    return result;
}

}  // namespace zk::apps
