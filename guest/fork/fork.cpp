#include "guest/fork/fork.hpp"

namespace zk::guest {

std::string_view fork_name(Fork fork) {
    switch (fork) {
        case Fork::kEuclidV1:
            return "euclidv1";
        case Fork::kEuclidV2:
            return "euclidv2";
        case Fork::kFeynman:
            return "feynman";
        case Fork::kGalileo:
            return "galileo";
        case Fork::kGalileoV2:
            return "galileov2";
        case Fork::kValidium:
            return "validium";
    }
    return {};
}

std::optional<Fork> fork_from_name(std::string_view name) {
    for (const Fork fork : kForks) {
        if (fork_name(fork) == name) return fork;
    }
    return std::nullopt;
}

std::optional<Fork> fork_from_version(std::uint8_t version) {
    for (const Fork fork : kForks) {
        if (static_cast<std::uint8_t>(fork) == version) return fork;
    }
    return std::nullopt;
}

}  // namespace zk::guest
