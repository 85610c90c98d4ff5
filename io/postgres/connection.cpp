#include "io/postgres/connection.hpp"

#include "io/postgres/watchdog.hpp"

#include <pqxx/pqxx>

#include <libpq-fe.h>

#include <cstdlib>
#include <regex>
#include <utility>

namespace zk::io {
namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// Whether a URL whose password holds an unescaped '@' or '/' was taken apart at the wrong place: pieces of the password
/// then pass for host, port or database, which messages quote.
bool torn(const PQconninfoOption* options) {
    for (; options->keyword != nullptr; ++options) {
        if (options->val == nullptr) continue;
        const std::string_view keyword = options->keyword;
        const std::string_view value = options->val;
        // A host that begins with '@' is an abstract Unix socket.
        if (keyword == "host" && value.find('@', 1) != std::string_view::npos) return true;
        if (keyword == "dbname" && value.find('@') != std::string_view::npos) return true;
        if (keyword == "port" && value.find_first_not_of("0123456789,") != std::string_view::npos) return true;
    }
    return false;
}

/// The parts of a connection string; null when it cannot be read. libpq's reason is dropped: it quotes the string.
Options parse(const std::string& url) {
    char* complaint = nullptr;
    Options options{PQconninfoParse(url.c_str(), &complaint), &PQconninfoFree};
    PQfreemem(complaint);
    const bool is_url = url.starts_with("postgresql://") || url.starts_with("postgres://");
    if (options && is_url && torn(options.get())) options.reset();
    return options;
}

}  // namespace

std::string redact_url(const std::string& url) {
    if (!parse(url)) return "(a connection string that cannot be read)";
    static const std::regex kInUrl{R"(^([a-z]+://[^:/@?]*):[^@/]*@)"};
    static const std::regex kInQuery{R"(([?&]password=)[^&]*)"};
    static const std::regex kInWords{R"((password\s*=\s*)('(\\.|[^'])*'|[^\s&]+))"};
    std::string text = std::regex_replace(url, kInUrl, "$1:***@");
    text = std::regex_replace(text, kInQuery, "$1***");
    return std::regex_replace(text, kInWords, "$1***");
}

namespace {

/// SQLSTATE classes after which the same transaction may succeed: rollback (40), resources (53), locks not available, and
/// a server that is stopping or starting.
bool worth_a_retry(const std::string& state) {
    return state.starts_with("40") || state.starts_with("53") || state == "55P03" || state == "57P01" ||
           state == "57P02" || state == "57P03" || state == "57014" || state.starts_with("08");
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

/// A value of a keyword string.
std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "'";
}

/// What a connection is opened with where its URL does not say otherwise.
constexpr std::pair<std::string_view, const char*> kNetworkDefaults[] = {
    {"connect_timeout", "10"},
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "20000"},
};

const char* network_default(std::string_view keyword) {
    if (keyword == "connect_timeout" && std::getenv("PGCONNECT_TIMEOUT") != nullptr) return nullptr;
    for (const auto& [name, value] : kNetworkDefaults) {
        if (name == keyword) return value;
    }
    return nullptr;
}

std::unique_ptr<pqxx::connection> open(const std::string& url) {
    auto handle = std::make_unique<pqxx::connection>(bounded_conninfo(url));
#if PQXX_VERSION_MAJOR < 7
    // A connection that opens itself again would do so on a socket that nobody watches.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    handle->inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
    return handle;
}

/// Watches one call.
class Watch {
  public:
    Watch(Watchdog& watchdog, int socket, std::chrono::milliseconds limit) : watchdog_(watchdog) {
        watchdog_.begin(socket, limit);
    }
    ~Watch() { watchdog_.end(); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

  private:
    Watchdog& watchdog_;
};

}  // namespace

std::string bounded_conninfo(const std::string& url) {
    const Options options = parse(url);
    if (!options) {
        throw DatabaseError(
            Next::kGiveUp,
            "database: the connection string cannot be read: it is postgresql://USER@HOST/DATABASE, special characters "
            "percent-encoded, or words KEY=VALUE, values with blanks in quotes"
        );
    }
    std::string conninfo;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        const char* const value = option->val != nullptr ? option->val : network_default(option->keyword);
        if (value == nullptr) continue;
        if (!conninfo.empty()) conninfo += ' ';
        conninfo.append(option->keyword).append("=").append(quoted(value));
    }
    return conninfo;
}

struct Connection::Impl {
    std::unique_ptr<pqxx::connection> handle;
    Watchdog watchdog;

    [[nodiscard]] bool lost() const { return watchdog.fired() || !handle || !handle->is_open(); }
};

Connection::Connection(std::string url, CallLimits limits)
    : url_(std::move(url)),
      limits_(limits),
      impl_(std::make_unique<Impl>()) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

void Connection::close() noexcept {
    impl_->handle.reset();
}

void Connection::transact(const char* doing, const std::function<void(pqxx::dbtransaction&)>& body) {
    transact(doing, limits_, body);
}

void Connection::transact(
    const char* doing, const CallLimits& limits, const std::function<void(pqxx::dbtransaction&)>& body
) {
    const std::string where = std::string("database: ") + doing + ": ";
    const auto told = [&](const std::exception& error) {
        if (!impl_->watchdog.fired()) return where + first_line(error.what());
        return where + "no answer within " + std::to_string(limits.call.count()) + " ms";
    };
    try {
        if (!impl_->handle) impl_->handle = open(url_);
        const Watch watch{impl_->watchdog, impl_->handle->sock(), limits.call};
        pqxx::work transaction{*impl_->handle};
        transaction.exec(
            "SET LOCAL TIME ZONE 'UTC'; SET LOCAL lock_timeout = " + std::to_string(limits.lock.count()) +
            "; SET LOCAL statement_timeout = " + std::to_string(limits.statement.count())
        );
        body(transaction);
        transaction.commit();
    } catch (const pqxx::in_doubt_error& error) {
        close();
        throw DatabaseError(Next::kUnknown, told(error));
    } catch (const pqxx::broken_connection& error) {
        close();
        throw DatabaseError(Next::kRetry, told(error));
    } catch (const pqxx::sql_error& error) {
        const std::string& state = error.sqlstate();
        const bool lost = impl_->lost();
        // A server that goes down answers with 57P01 and then drops the connection.
        if (lost || state.starts_with("57P") || state.starts_with("08")) close();
        throw DatabaseError(lost || worth_a_retry(state) ? Next::kRetry : Next::kGiveUp, told(error), state);
    } catch (const pqxx::failure& error) {
        const bool lost = impl_->lost();
        close();
        throw DatabaseError(lost ? Next::kRetry : Next::kGiveUp, told(error));
    } catch (const pqxx::usage_error& error) {
        close();
        throw DatabaseError(Next::kGiveUp, told(error));
    } catch (const pqxx::argument_error& error) {
        throw DatabaseError(Next::kGiveUp, told(error));
    } catch (const pqxx::range_error& error) {
        throw DatabaseError(Next::kGiveUp, told(error));
    } catch (const std::system_error& error) {
        // No socket or thread left to watch the call with.
        close();
        throw DatabaseError(Next::kRetry, told(error));
    }
}

}  // namespace zk::io
