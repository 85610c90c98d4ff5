#include "tests/mpi/test_engine.hpp"

#include "base/hex.hpp"
#include "io/files/atomic_file.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

namespace zk::test {
namespace {

constexpr int kPoints = 16;
constexpr int kStepsPerPoint = 2'000;
constexpr std::size_t kProofBytes = 8 * kPoints;

std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

std::uint64_t digest(ByteView bytes) {
    std::uint64_t state = bytes.size();
    for (const std::uint8_t byte : bytes) state = mix(state ^ byte);
    return state;
}

std::string digest_text(ByteView bytes) {
    Bytes text(8);
    store_u64le(text.data(), digest(bytes));
    return to_hex(text);
}

/// The chain over one segment from `state`: its value at each of the points.
Bytes walk(std::uint64_t state) {
    Bytes proof(kProofBytes);
    for (std::size_t point = 0; point < kPoints; ++point) {
        for (int step = 0; step < kStepsPerPoint; ++step) state = mix(state);
        store_u64le(proof.data() + 8 * point, state);
    }
    return proof;
}

std::uint64_t last_value(ByteView proof) {
    return load_u64le(proof.data() + kProofBytes - 8);
}

}  // namespace

Result<mpi::TaskInput> TestEngine::load(const io::TaskDetail& task, const io::DataFolder& data) {
    mpi::TaskInput input;
    input.type = task.type;
    input.id = task.id;
    input.fork = task.fork;
    for (const io::BlockRow& row : task.blocks) {
        const auto path = data.resolve(row.witness_path);
        if (!path) return tl::unexpected<Error>(path.error());
        const auto block = io::read_block_file(*path);
        if (!block) return tl::unexpected<Error>(block.error());
        input.bytes.insert(input.bytes.end(), block->witness.begin(), block->witness.end());
    }
    return input;
}

Result<mpi::Plan> TestEngine::plan(const mpi::TaskInput& input, const mpi::Cancel&) {
    if (input.bytes.empty() || input.bytes[0] == 0) return fail("test input", "first byte", "1 .. 255", "none");
    mpi::Plan plan;
    plan.n_segments = input.bytes[0];
    std::uint64_t state = digest(input.bytes);
    plan.bytes.resize(8 * (plan.n_segments + 1));
    store_u64le(plan.bytes.data(), state);
    for (std::size_t index = 0; index < plan.n_segments; ++index) {
        state = last_value(walk(state));
        store_u64le(plan.bytes.data() + 8 * (index + 1), state);
    }
    return plan;
}

Result<Bytes> TestEngine::prove_segment(
    const mpi::TaskInput&, const mpi::Plan& plan, std::uint32_t index, const mpi::Cancel& cancel
) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.segment_ms);
    while (std::chrono::steady_clock::now() < until) {
        if (cancel && !options_.stubborn) return fail("test engine", "segment", "an end", "a cancelled call");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    Bytes proof = walk(load_u64le(plan.bytes.data() + 8 * std::size_t{index}));
    const bool lie_now = options_.lie && (options_.lie_once.empty() || !std::filesystem::exists(options_.lie_once));
    if (lie_now) {
        if (!options_.lie_once.empty()) io::write_atomic(options_.lie_once, Bytes{1});
        proof[11] ^= 1;
    }
    return proof;
}

Result<void> TestEngine::verify_segment(
    const mpi::TaskInput& input, const mpi::Plan& plan, std::uint32_t index, ByteView proof
) {
    if (plan.bytes.size() != 8 * (std::size_t{plan.n_segments} + 1) || index >= plan.n_segments) {
        return fail("test plan", "size", std::to_string(8 * (plan.n_segments + 1)), std::to_string(plan.bytes.size()));
    }
    if (load_u64le(plan.bytes.data()) != digest(input.bytes))
        return fail("test plan", "first value", "the input's digest", "another");
    const Bytes expected = walk(load_u64le(plan.bytes.data() + 8 * std::size_t{index}));
    if (proof.size() != expected.size() || !std::equal(proof.begin(), proof.end(), expected.begin())) {
        return fail("test proof", "segment " + std::to_string(index), "the chain's values", "others");
    }
    if (last_value(expected) != load_u64le(plan.bytes.data() + 8 * (std::size_t{index} + 1))) {
        return fail("test plan", "value " + std::to_string(index + 1), "the chain's", "another");
    }
    return {};
}

Result<mpi::Finished> TestEngine::
    finish(const mpi::TaskInput& input, const mpi::Plan&, const std::vector<Bytes>& proofs, const mpi::Cancel&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(options_.finish_ms));
    mpi::Finished finished;
    for (const Bytes& proof : proofs) finished.proof.insert(finished.proof.end(), proof.begin(), proof.end());
    finished.format = "test-proof/1";
    finished.digest = digest_text(finished.proof);
    finished.pi_hash = digest_text(input.bytes);
    return finished;
}

Result<void> TestEngine::verify(const mpi::TaskInput& input, const mpi::Finished& finished) {
    std::uint64_t state = digest(input.bytes);
    Bytes expected;
    for (int index = 0; index < input.bytes[0]; ++index) {
        const Bytes proof = walk(state);
        state = last_value(proof);
        expected.insert(expected.end(), proof.begin(), proof.end());
    }
    if (expected != finished.proof) return fail("test proof", "joined", "the whole chain", "something else");
    return {};
}

}  // namespace zk::test
