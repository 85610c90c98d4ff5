#pragma once
// Joins the rooms: tasks of the database, the machine, the prover.

#include "apps/engine/fork_programs.hpp"
#include "mpi/engine.hpp"
#include "stark/soundness/preset.hpp"
#include "vm/segment/segment_plan.hpp"

#include <memory>
#include <string>

namespace zk::apps {

struct EngineOptions {
    const stark::Preset* preset = nullptr;
    vm::SegmentLimits limits;  ///< of tasks taken for the first time; a task keeps what it was first planned with
    int threads = 1;
    ForkPrograms programs;
    std::string validium_key;  ///< file that rank 0 reads for a task of a validium; empty: none
};

/// Proves chunk tasks with the program that their fork selects. On rank 0 one thread may prove while another loads and verifies.
std::unique_ptr<mpi::TaskEngine> make_engine(EngineOptions options);

}  // namespace zk::apps
