#include "io/postgres/connection.hpp"

#include <pqxx/pqxx>

#include <regex>

namespace zk::io {

std::string redact_url(const std::string& url) {
    static const std::regex kInUrl{R"(^([a-z]+://[^:/@?]*):[^@/?]*@)"};
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

}  // namespace

struct Connection::Impl {
    std::unique_ptr<pqxx::connection> handle;
};

Connection::Connection(std::string url) : url_(std::move(url)), impl_(std::make_unique<Impl>()) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

void Connection::close() noexcept {
    impl_->handle.reset();
}

void Connection::transact(const char* doing, const std::function<void(pqxx::dbtransaction&)>& body) {
    const std::string where = std::string("database: ") + doing + ": ";
    try {
        if (!impl_->handle) impl_->handle = std::make_unique<pqxx::connection>(url_);
        pqxx::work transaction{*impl_->handle};
        transaction.exec(
            "SET LOCAL TIME ZONE 'UTC'; SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '60s'"
        );
        body(transaction);
        transaction.commit();
    } catch (const pqxx::in_doubt_error& error) {
        close();
        throw DatabaseError(Next::kUnknown, where + first_line(error.what()));
    } catch (const pqxx::broken_connection& error) {
        close();
        throw DatabaseError(Next::kRetry, where + first_line(error.what()));
    } catch (const pqxx::sql_error& error) {
        const std::string& state = error.sqlstate();
        // A server that goes down answers with 57P01 and then drops the connection.
        if (state.starts_with("57P") || state.starts_with("08")) close();
        throw DatabaseError(
            worth_a_retry(state) ? Next::kRetry : Next::kGiveUp, where + first_line(error.what()), state
        );
    } catch (const pqxx::failure& error) {
        const bool lost = !impl_->handle || !impl_->handle->is_open();
        close();
        throw DatabaseError(lost ? Next::kRetry : Next::kGiveUp, where + first_line(error.what()));
    } catch (const pqxx::usage_error& error) {
        close();
        throw DatabaseError(Next::kGiveUp, where + first_line(error.what()));
    } catch (const pqxx::argument_error& error) {
        throw DatabaseError(Next::kGiveUp, where + first_line(error.what()));
    } catch (const pqxx::range_error& error) {
        throw DatabaseError(Next::kGiveUp, where + first_line(error.what()));
    }
}

}  // namespace zk::io
