#pragma once

#include <string>
#include <string_view>

namespace zk::apps {

/// Version of the project, "0.1.0".
[[nodiscard]] std::string_view project_version();
/// Commit the binary was built from, 12 digits, "-dirty" when the tree differed; "unknown" outside a repository.
[[nodiscard]] std::string_view commit();
/// Compiler and build type.
[[nodiscard]] std::string_view compiler();
/// What --version prints: version, commit, compiler, and the back ends this build has and this machine can run.
[[nodiscard]] std::string version_text();

}  // namespace zk::apps
