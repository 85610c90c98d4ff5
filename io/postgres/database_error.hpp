#pragma once
// Database failures, sorted by what the caller may do next.

#include <stdexcept>
#include <string>

namespace zk::io {

/// retry: nothing happened, the same call may succeed later (connection lost, server starting, deadlock, lock or resource shortage).
/// unknown: the connection broke during COMMIT; the change may or may not be there, and the caller must look or rely on a guarded call.
/// give_up: the same call will fail again (permission, missing table, constraint, bad value).
enum class Next { kRetry, kUnknown, kGiveUp };

class DatabaseError : public std::runtime_error {
  public:
    DatabaseError(Next next, const std::string& message, std::string sql_state = {})
        : std::runtime_error(message),
          next_(next),
          sql_state_(std::move(sql_state)) {}

    [[nodiscard]] Next next() const noexcept { return next_; }
    [[nodiscard]] const std::string& sql_state() const noexcept { return sql_state_; }

  private:
    Next next_;
    std::string sql_state_;
};

/// `url` with the password replaced by "***", in both the URL and the keyword form; for logs. Nothing of a
/// string that cannot be read is returned.
std::string redact_url(const std::string& url);

}  // namespace zk::io
