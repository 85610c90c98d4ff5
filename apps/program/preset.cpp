#include "apps/program/preset.hpp"

#include "apps/cli/command.hpp"

namespace zk::apps {

const stark::Preset& chosen_preset(const Settings& settings) {
    const stark::Preset* preset = stark::find_preset(settings.preset);
    if (preset == nullptr) throw UsageError("preset " + settings.preset + ": unknown");
    if (preset->for_tests_only && !settings.accept_toy) {
        throw UsageError("preset " + settings.preset + " promises no security: --accept-toy says that this is meant");
    }
    return *preset;
}

}  // namespace zk::apps
