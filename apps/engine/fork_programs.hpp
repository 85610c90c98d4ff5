#pragma once

#include "base/result.hpp"
#include "io/postgres/tables.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zk::apps {

/// Which embedded program proves a task type under a fork (configs/forks/*.json).
class ForkPrograms {
  public:
    /// Reads every *.json of the folder. A folder that is not there: the built-in table (chunks of every fork by `chunk`).
    /// Unknown keys, forks, task types and programs are errors that name the file.
    static Result<ForkPrograms> read(const std::string& folder);

    /// Empty when the fork is not served, or not for this type.
    [[nodiscard]] std::optional<std::string> program(const std::string& fork, io::TaskType type) const;
    /// The forks that are served, each once, in alphabetical order.
    [[nodiscard]] std::vector<std::string> forks() const;
    [[nodiscard]] const std::map<std::pair<std::string, io::TaskType>, std::string>& all() const noexcept {
        return programs_;
    }

  private:
    std::map<std::pair<std::string, io::TaskType>, std::string> programs_;
};

}  // namespace zk::apps
