#pragma once
// What a subcommand is. Each lies in a folder of its own and is listed in apps/cli/commands.hpp; only
// apps/cli/command_line.cpp knows the parser.

#include "apps/cli/context.hpp"
#include "apps/cli/exit_code.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace zk::apps {

/// The caller asked for something that makes no sense: exit code 2.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The work itself failed or was refused: exit code 1.
class TaskError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Where a command names its arguments. Names with dashes are options ("-o,--output"), others positional. Values must
/// outlive the parsing; they keep what they hold when an argument is absent. An empty text is refused: a variable that a
/// script forgot to set must not read like an option that was not given.
class Arguments {
  public:
    enum class Need { kOptional, kRequired };

    virtual void flag(const std::string& names, bool& value, const std::string& help) = 0;
    virtual void text(
        const std::string& names, std::string& value, const std::string& help, Need need = Need::kOptional
    ) = 0;
    virtual void text(const std::string& names, std::optional<std::string>& value, const std::string& help) = 0;
    /// An option that may be repeated, or all remaining positional arguments.
    virtual void texts(
        const std::string& names, std::vector<std::string>& value, const std::string& help, Need need = Need::kOptional
    ) = 0;
    virtual void number(
        const std::string& names,
        std::uint64_t& value,
        const std::string& help,
        std::uint64_t least = 0,
        std::uint64_t most = UINT64_MAX
    ) = 0;

  protected:
    ~Arguments() = default;
};

class Command {
  public:
    virtual ~Command() = default;
    [[nodiscard]] virtual const char* name() const = 0;
    /// One line.
    [[nodiscard]] virtual const char* help() const = 0;
    /// A command line that works, shown by --help.
    [[nodiscard]] virtual const char* example() const = 0;
    virtual void declare(Arguments&) {}
    /// Returns an exit code. UsageError is 2, TaskError 1, any other std::exception 3.
    virtual int run(Context& context) = 0;
};

}  // namespace zk::apps
