#pragma once
// Failures that depend on bytes (proof, witness, RLP, message) return Result; failures of the world (CUDA, MPI, HDF5,
// PostgreSQL) throw std::system_error-like exceptions in their wrappers and are caught in apps/.

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace zk {

/// One refused input: what was looked at, where, what was expected there and what was found.
struct Error {
    std::string what;
    std::string where;
    std::string expected;
    std::string got;

    /// "what: where: expected X, got Y", empty parts left out.
    [[nodiscard]] std::string message() const {
        std::string text = what;
        if (!where.empty()) text += ": " + where;
        if (!expected.empty()) text += ": expected " + expected;
        if (!got.empty()) text += (expected.empty() ? ": got " : ", got ") + got;
        return text;
    }
};

template <class T, class E = Error>
using Result = tl::expected<T, E>;

inline tl::unexpected<Error> fail(
    std::string what, std::string where = {}, std::string expected = {}, std::string got = {}
) {
    return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(expected), std::move(got)});
}

}  // namespace zk
