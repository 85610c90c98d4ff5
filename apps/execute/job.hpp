#pragma once
// One execution: a program on an input, natively and in the machine, as JSON.

#include "apps/program/program.hpp"
#include "base/bytes.hpp"
#include "guest/programs/chunk/chunk.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace zk::apps {

struct ExecutionJob {
    std::string program;  ///< a name of ours, or a path
    std::string label;    ///< what the caller named
    Bytes input;
    std::uint64_t gas = 0;    ///< that the headers of the blocks say; 0 for other programs
    std::string advice = {};  ///< what to add to a refusal
};

struct ExecutionWays {
    bool native = true;  ///< only programs of ours have a native form; others are left out
    bool vm = true;
    std::uint32_t segment_cycles = 1u << 20;
};

/// "ok": every way that was asked for ended well, and they agree. "native" and "vm" say what each found, or "error"; a chunk also what its claim says.
nlohmann::ordered_json execute_job(const ExecutionJob& job, const NamedProgram& program, const ExecutionWays& ways);

/// A chunk's public inputs, field by field.
nlohmann::ordered_json public_inputs_json(const guest::ChunkClaim& claim);

}  // namespace zk::apps
