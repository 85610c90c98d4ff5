#pragma once
// The program's log: stderr, and a file if asked for. Times are UTC. spdlog stays inside log.cpp.

#include <memory>
#include <string>
#include <string_view>

namespace zk::apps {

class Log {
  public:
    enum class Level { kDebug, kInfo, kWarning, kError };

    struct Options {
        Level least = Level::kInfo;  ///< --verbose: debug, --quiet: warnings
        std::string file;            ///< empty: none; gets everything down to `least`, appended
        std::string prefix;          ///< "rank 3 on host: " on ranks other than 0
    };

    /// Throws std::runtime_error when the file cannot be opened.
    explicit Log(const Options& options);
    ~Log();
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;

    void write(Level level, std::string_view text);
    void debug(std::string_view text) { write(Level::kDebug, text); }
    void info(std::string_view text) { write(Level::kInfo, text); }
    void warning(std::string_view text) { write(Level::kWarning, text); }
    void error(std::string_view text) { write(Level::kError, text); }

    /// One line at the bottom of a terminal that the next write or status replaces; nothing when stderr is no terminal.
    void status(std::string_view text);
    [[nodiscard]] bool on_terminal() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace zk::apps
