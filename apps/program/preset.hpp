#pragma once

#include "apps/cli/settings.hpp"
#include "stark/soundness/preset.hpp"

namespace zk::apps {

/// The preset of the settings, for making proofs. Throws UsageError for one that is for tests only, unless --accept-toy was given.
const stark::Preset& chosen_preset(const Settings& settings);

}  // namespace zk::apps
