#include "apps/cli/commands.hpp"

namespace zk::apps {

std::vector<std::unique_ptr<Command>> all_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(make_run_command());
    commands.push_back(make_migrate_command());
    commands.push_back(make_ingest_command());
    commands.push_back(make_propose_command());
    commands.push_back(make_status_command());
    commands.push_back(make_requeue_command());
    commands.push_back(make_handle_command());
    commands.push_back(make_dump_command());
    commands.push_back(make_execute_command());
    commands.push_back(make_prove_command());
    commands.push_back(make_verify_command());
    commands.push_back(make_params_command());
    commands.push_back(make_assets_command());
    commands.push_back(make_doctor_command());
    commands.push_back(make_devnet_command());
    return commands;
}

}  // namespace zk::apps
