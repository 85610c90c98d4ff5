#pragma once

#include <string_view>
#include <vector>

namespace zk::io {

struct Migration {
    int version;  ///< 1, 2, 3, ...
    std::string_view name;
    std::string_view sql;
};

/// All migrations of this program in order; the text of migrations/*.sql.
const std::vector<Migration>& migrations();

}  // namespace zk::io
