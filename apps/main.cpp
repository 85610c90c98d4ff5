#include "apps/cli/command_line.hpp"
#include "apps/cli/commands.hpp"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    zk::apps::hide_passwords(argc, argv);
    return zk::apps::run_command_line(arguments, zk::apps::all_commands());
}
