#pragma once

#include "io/postgres/database_error.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace pqxx {
class dbtransaction;
}

namespace zk::io {

/// How long one call of a connection may wait. `lock` and `statement` are the server's limits of one statement; `call` is
/// ours, of the whole transaction, for a server that does not answer any more. 0: no limit.
struct CallLimits {
    std::chrono::milliseconds lock{10'000};
    std::chrono::milliseconds statement{30'000};
    std::chrono::milliseconds call{45'000};
};

/// For commands that read or mend many rows and that a person waits for.
inline constexpr CallLimits kByHand{
    std::chrono::milliseconds{10'000}, std::chrono::milliseconds{600'000}, std::chrono::milliseconds{900'000}};

/// For what takes as long as it takes: indexes over large tables, locks that another migration holds.
inline constexpr CallLimits kNoLimits{
    std::chrono::milliseconds{0}, std::chrono::milliseconds{0}, std::chrono::milliseconds{0}};

/// `url` in keyword form, with limits for connecting and for a silent peer where it sets none (connect_timeout, keepalives,
/// tcp_user_timeout); libpq waits for ever without them. Throws DatabaseError when it cannot be read.
std::string bounded_conninfo(const std::string& url);

/// One PostgreSQL connection that opens on first use and again after it broke. Not thread-safe.
class Connection {
  public:
    /// `url` in libpq's URL or keyword form; empty takes the libpq environment (PGHOST, PGDATABASE, PGPASSFILE, ...).
    explicit Connection(std::string url, CallLimits limits = {});
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    /// Runs `body` in one read-committed transaction with time zone UTC and commits. `doing` names it in errors.
    /// Throws DatabaseError only; exceptions of `body` that are not the database's pass through after a rollback.
    /// A call that outlasts its limit is a broken connection.
    void transact(const char* doing, const std::function<void(pqxx::dbtransaction&)>& body);
    void transact(const char* doing, const CallLimits& limits, const std::function<void(pqxx::dbtransaction&)>& body);

    /// Closes the connection; the next call opens a new one.
    void close() noexcept;

    [[nodiscard]] const std::string& url() const noexcept { return url_; }

  private:
    struct Impl;
    std::string url_;
    CallLimits limits_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace zk::io
