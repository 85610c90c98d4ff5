#pragma once
// Configuration: built-in defaults, then the file, then the environment, then flags (configs/README.md lists the keys).

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zk::apps {

struct Settings {
    std::string database;  ///< empty: libpq's environment
    std::string data = "zkprove-data";
    std::string preset = "standard-128";
    bool accept_toy = false;
    std::uint64_t threads = 0;  ///< 0: see threads_per_rank
    std::string forks = "configs/forks";
    std::string validium_key;  ///< file of the secret key that a validium's messages are encrypted to; empty: none

    struct Segments {
        std::uint64_t max_cycles = 1u << 20;
    } segments;

    struct Propose {
        std::uint64_t max_blocks = 20;
        std::uint64_t max_transactions = 500;
        std::uint64_t max_witness_bytes = std::uint64_t{1} << 28;
    } propose;

    struct Run {
        std::uint64_t max_attempts = 5;
        std::uint64_t max_expired = 5;
        std::uint64_t heartbeat_ms = 5'000;
        std::uint64_t lease_ms = 30'000;
        std::uint64_t backoff_ms = 10'000;
        std::uint64_t database_patience_ms = 300'000;
        std::uint64_t answer_limit_ms = 3'600'000;
        std::uint64_t stop_grace_ms = 20'000;
        std::uint64_t min_free_bytes = std::uint64_t{1} << 30;
        std::uint64_t max_live_tasks = 0;
    } run;

    // Output; flags only.
    std::string summary;
    std::string log_file;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
};

/// Flags as given; empty: not given.
struct CommonFlags {
    std::optional<std::string> config, database, data, preset, validium_key, summary, log_file;
    std::optional<std::uint64_t> threads;
    bool accept_toy = false, json = false, quiet = false, verbose = false;
};

/// Overwrites what the text sets. Unknown and repeated keys, wrong types and values out of range are errors that name the key.
Result<void> apply_configuration(Settings& settings, std::string_view json, const std::string& file_name);

/// Everything joined. Without --config the file configs/zkprove.json is read if it is there. An unknown preset is an error.
Result<Settings> read_settings(const CommonFlags& flags);

/// `settings` as the JSON of a configuration file, the database's password left out.
std::string to_json(const Settings& settings);

/// A connection string with the password replaced by "***", in both the URL and the keyword form.
std::string without_password(const std::string& database);

}  // namespace zk::apps
