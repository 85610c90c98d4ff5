#pragma once
// What every command is given: settings, log, and where its results go.

#include "apps/cli/log.hpp"
#include "apps/cli/settings.hpp"

#include <string>
#include <string_view>

namespace zk::apps {

class Context {
  public:
    Context(const Settings& settings_read, Log& log_open) : settings(settings_read), log(log_open) {}

    const Settings& settings;
    Log& log;

    /// Text for a person on stdout; nothing under --json and --quiet. A line end is added.
    void say(std::string_view text) const;

    /// The command's result as a JSON value: printed by --json, kept by --summary. Last call counts.
    void set_result(std::string json) { result_ = std::move(json); }
    [[nodiscard]] const std::string& result() const noexcept { return result_; }

    /// False on MPI ranks other than 0: they print and write nothing.
    bool speaks = true;
    /// A thread of this process cannot be waited for: leave without destructors once the summary is written.
    bool must_exit_now = false;

  private:
    std::string result_;
};

}  // namespace zk::apps
