#pragma once

#include "apps/cli/settings.hpp"

#include <string>
#include <vector>

namespace zk::apps {

/// What was looked at on this machine.
struct Check {
    enum class State {
        kGood,
        kLacks,
        kBroken
    };  ///< kLacks: works without it; kBroken: something a user needs does not work
    std::string name;
    State state = State::kGood;
    std::string found;
    std::string hint;  ///< what to do; empty when good
};

std::vector<Check> examine_machine(const Settings& settings);

}  // namespace zk::apps
