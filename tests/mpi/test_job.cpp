// A job over the test engine, with the exit codes of `zkprove run`; what the MPI and Slurm tests launch.
//   test_job --database URL --data DIR [--NAME VALUE ...]

#include "mpi/run.hpp"

#include "tests/mpi/test_engine.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace {

class PlainProgress final : public zk::mpi::Progress {
  public:
    void line(zk::mpi::Level level, const std::string& text) override {
        static constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
        std::printf("%s: %s\n", kNames[static_cast<int>(level)], text.c_str());
        std::fflush(stdout);
    }
    void tick(const zk::mpi::Snapshot&) override {}
};

int launcher_rank() {
    for (const char* const name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"}) {
        if (const char* const text = std::getenv(name)) return static_cast<int>(std::strtol(text, nullptr, 10));
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> flags;
    for (int i = 1; i + 1 < argc; i += 2) flags[argv[i]] = argv[i + 1];
    const auto number = [&flags](const char* name, std::uint64_t otherwise) {
        return flags.contains(name) ? std::strtoull(flags[name].c_str(), nullptr, 10) : otherwise;
    };
    zk::mpi::RunOptions options;
    options.prover_version = "v0-test";
    options.max_attempts = static_cast<int>(number("--max-attempts", 5));
    options.heartbeat_ms = number("--heartbeat-ms", 500);
    options.lease_ms = number("--lease-ms", 3'000);
    options.backoff_ms = number("--backoff-ms", 100);
    options.database_patience_ms = number("--patience-ms", 60'000);
    options.rest_ms = number("--rest-ms", 300'000);
    options.answer_limit_ms = number("--answer-limit-ms", 60'000);
    options.stop_grace_ms = number("--grace-ms", 20'000);
    options.min_free_bytes = number("--min-free-bytes", 0);
    options.max_piece_bytes = number("--piece-bytes", 1u << 30);
    if (flags.contains("--first")) options.filter.range = zk::io::BlockRange{number("--first", 0), UINT32_MAX};
    options.watch = number("--watch", 0) != 0;

    zk::test::TestEngine::Options engine_options;
    engine_options.segment_ms = static_cast<int>(number("--segment-ms", 10));
    if (flags.contains("--slow-rank") && std::stoi(flags["--slow-rank"]) == launcher_rank()) {
        engine_options.segment_ms = static_cast<int>(number("--slow-ms", 0));
    }
    engine_options.lie = flags.contains("--lie-rank") && std::stoi(flags["--lie-rank"]) == launcher_rank();
    engine_options.finish_ms = static_cast<int>(number("--finish-ms", 0));
    engine_options.lie_once = flags["--lie-once"];
    engine_options.stubborn = number("--stubborn", 0) != 0;
    if (flags.contains("--other-version-rank") && std::stoi(flags["--other-version-rank"]) == launcher_rank()) {
        engine_options.version = "test-engine 2";
    }
    zk::test::TestEngine engine{engine_options};
    zk::io::Store store{flags["--database"]};
    const zk::io::DataFolder data{flags["--data"]};
    PlainProgress progress;
    const zk::mpi::RunSummary summary = zk::mpi::run(options, store, data, engine, progress);
    std::fflush(stdout);
    if (summary.must_exit_now) std::_Exit(summary.exit_code);
    return summary.exit_code;
}
