#pragma once

#include "io/postgres/database_error.hpp"

#include <functional>
#include <memory>
#include <string>

namespace pqxx {
class dbtransaction;
}

namespace zk::io {

/// One PostgreSQL connection that opens on first use and again after it broke. Not thread-safe.
class Connection {
  public:
    /// `url` in libpq's URL or keyword form; empty takes the libpq environment (PGHOST, PGDATABASE, PGPASSFILE, ...).
    explicit Connection(std::string url);
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    /// Runs `body` in one read-committed transaction with time zone UTC and commits. `doing` names it in errors.
    /// Throws DatabaseError only; exceptions of `body` that are not the database's pass through after a rollback.
    void transact(const char* doing, const std::function<void(pqxx::dbtransaction&)>& body);

    /// Closes the connection; the next call opens a new one.
    void close() noexcept;

    [[nodiscard]] const std::string& url() const noexcept { return url_; }

  private:
    struct Impl;
    std::string url_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace zk::io
