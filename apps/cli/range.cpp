#include "apps/cli/range.hpp"

#include "apps/cli/command.hpp"

#include <charconv>

namespace zk::apps {

io::BlockRange parse_range(const std::string& text) {
    const auto refuse = [&] { return UsageError("range " + text + ": expected A-B with A at most B"); };
    const auto number = [&](std::string_view part) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (part.empty() || error != std::errc{} || end != part.data() + part.size()) throw refuse();
        return value;
    };
    const auto dash = text.find('-');
    const std::string_view whole = text;
    const io::BlockRange range{
        number(whole.substr(0, dash)), number(dash == std::string::npos ? whole : whole.substr(dash + 1))};
    // Row numbers are signed in the database.
    if (range.first > range.last || range.last > INT64_MAX) throw refuse();
    return range;
}

io::TaskType parse_task_type(const std::string& text) {
    const auto type = io::task_type_from_name(text);
    if (!type) throw UsageError("task type " + text + ": expected chunk, batch or bundle");
    return *type;
}

}  // namespace zk::apps
