#include "guest/evm/rules.hpp"

namespace zk::guest {

std::optional<Revision> revision_from_name(std::string_view name) {
    if (name == "Berlin") return Revision::kBerlin;
    if (name == "London") return Revision::kLondon;
    if (name == "Paris" || name == "Merge") return Revision::kParis;
    if (name == "Shanghai") return Revision::kShanghai;
    if (name == "Cancun") return Revision::kCancun;
    if (name == "Prague") return Revision::kPrague;
    return std::nullopt;
}

}  // namespace zk::guest
