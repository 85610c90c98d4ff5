#pragma once
// How a test executable names the back ends its suites run over. Each executable defines the list its build has (commit_backends()), so a device
// back end joins the commit suite by linking commit_ops_suite.cpp with a list of its own.

#include "kernels/backend/commit_ops.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zk::test {

struct CommitBackend {
    std::string name;                                             ///< what name() must say
    std::function<std::unique_ptr<CommitOps>(int threads)> make;  ///< null when this machine lacks it
    std::string missing;                                          ///< why it may be absent: the reason a skip shows
};

/// Defined once by each executable that links the commit suite.
std::vector<CommitBackend> commit_backends();

/// Where the shared known answers are: $ZKPROVE_VECTORS, else ../shared/vectors below the working directory (the repository's root).
std::string vectors_folder();

}  // namespace zk::test
