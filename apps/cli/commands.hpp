#pragma once

#include "apps/cli/command.hpp"

#include <memory>
#include <vector>

namespace zk::apps {

std::unique_ptr<Command> make_run_command();
std::unique_ptr<Command> make_migrate_command();
std::unique_ptr<Command> make_ingest_command();
std::unique_ptr<Command> make_propose_command();
std::unique_ptr<Command> make_status_command();
std::unique_ptr<Command> make_requeue_command();
std::unique_ptr<Command> make_handle_command();
std::unique_ptr<Command> make_dump_command();
std::unique_ptr<Command> make_execute_command();
std::unique_ptr<Command> make_prove_command();
std::unique_ptr<Command> make_verify_command();
std::unique_ptr<Command> make_params_command();
std::unique_ptr<Command> make_assets_command();
std::unique_ptr<Command> make_doctor_command();
std::unique_ptr<Command> make_devnet_command();

/// All subcommands in the order in which --help lists them.
std::vector<std::unique_ptr<Command>> all_commands();

}  // namespace zk::apps
