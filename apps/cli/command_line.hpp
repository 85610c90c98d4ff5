#pragma once

#include "apps/cli/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace zk::apps {

/// Parses, runs one command and returns its exit code. Without a subcommand `run` is meant. A password in `arguments` is
/// not kept. Throws nothing.
int run_command_line(const std::vector<std::string>& arguments, std::vector<std::unique_ptr<Command>> commands);

/// Overwrites passwords of --database in place, so that other users do not see them in the process list.
void hide_passwords(int argc, char** argv);

}  // namespace zk::apps
