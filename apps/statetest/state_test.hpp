#pragma once
// Official Ethereum state tests (ethereum/tests, GeneralStateTests): one transaction on a prestate, compared by state root and logs.

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zk::statetest {

struct Failure {
    std::string name;        ///< file, test, fork, data/gas/value indices
    std::string difference;  ///< the first one: "state root: expected 0x..., got 0x..."
};

struct Report {
    std::size_t passed = 0;
    std::size_t skipped = 0;  ///< posts for forks before Berlin, or not asked for
    std::vector<Failure> failures;
    std::vector<std::filesystem::path> others;  ///< files of another kind: no state test is in them

    void add(Report&& other);
};

/// Runs all posts of one file; `fork`: only posts of that name. An error when the file is not JSON, or a state test in it is not whole.
Result<Report> run_state_test_file(const std::filesystem::path& file, const std::optional<std::string>& fork);

}  // namespace zk::statetest
