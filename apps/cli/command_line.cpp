#include "apps/cli/command_line.hpp"

#include "apps/cli/settings.hpp"
#include "apps/cli/version.hpp"
#include "base/hex.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <new>

namespace zk::apps {
namespace {

using Clock = std::chrono::system_clock;

constexpr const char* kDefaultCommand = "run";

std::string utc(Clock::time_point time) {
    const std::time_t seconds = Clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

CLI::Option* refuse_empty(CLI::Option* option) {
    return option->check([](const std::string& given) -> std::string {
        return given.empty() ? "expected a text, got an empty one" : "";
    });
}

class Cli11Arguments final : public Arguments {
  public:
    explicit Cli11Arguments(CLI::App& app) : app_(app) {}

    void flag(const std::string& names, bool& value, const std::string& help) override {
        app_.add_flag(names, value, help);
    }
    void text(const std::string& names, std::string& value, const std::string& help, Need need) override {
        refuse_empty(app_.add_option(names, value, help))->required(need == Need::kRequired)->type_name("TEXT");
    }
    void text(const std::string& names, std::optional<std::string>& value, const std::string& help) override {
        refuse_empty(app_.add_option(names, value, help))->type_name("TEXT");
    }
    void texts(const std::string& names, std::vector<std::string>& value, const std::string& help, Need need) override {
        CLI::Option* option = refuse_empty(app_.add_option(names, value, help));
        option->required(need == Need::kRequired)->type_name("TEXT");
        // An option takes one value each time it is given; only positional arguments take the rest.
        if (names[0] == '-')
            option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
    }
    void number(
        const std::string& names, std::uint64_t& value, const std::string& help, std::uint64_t least, std::uint64_t most
    ) override {
        CLI::Option* option = app_.add_option(names, value, help)->type_name("N");
        option->check([least, most](const std::string& given) -> std::string {
            const bool digits = !given.empty() && given.find_first_not_of("0123456789") == std::string::npos;
            const std::uint64_t number = digits && given.size() <= 19 ? std::stoull(given) : 0;
            if (digits && given.size() <= 19 && number >= least && number <= most) return {};
            return "expected a whole number of " + std::to_string(least) +
                   (most == UINT64_MAX ? std::string(" or more") : " to " + std::to_string(most)) + ", got " + given;
        });
    }

  private:
    CLI::App& app_;
};

void declare_common(CLI::App& app, CommonFlags& flags) {
    const std::string group = "Common options";
    const auto text = [&](const char* name, std::optional<std::string>& value, const char* help) {
        refuse_empty(app.add_option(name, value, help))->group(group);
    };
    text("--config", flags.config, "Configuration file (default configs/zkprove.json, if it is there)");
    text("--database", flags.database, "PostgreSQL URL (default: the libpq environment)");
    text("--data", flags.data, "Data folder (default ZKPROVE_DATA, else zkprove-data)");
    text("--validium-key", flags.validium_key, "File with the secret key of a validium's messages");
    text("--preset", flags.preset, "Parameter preset (default standard-128)");
    app.add_flag("--accept-toy", flags.accept_toy, "Make and accept proofs of the preset toy, which promise nothing")
        ->group(group);
    app.add_option(
           "--threads",
           flags.threads,
           "Threads of a rank (0 or absent: OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, cores / ranks)"
    )
        ->check(CLI::Range(0, 4096))
        ->group(group);
    text("--summary", flags.summary, "Write a JSON summary to this file");
    app.add_flag("--json", flags.json, "Print the result as JSON on stdout")->group(group);
    app.add_flag("--quiet", flags.quiet, "Warnings and errors only")->group(group);
    app.add_flag("--verbose", flags.verbose, "More log lines")->group(group);
    text("--log-file", flags.log_file, "Append the log to this file, too");
}

// The first argument that is neither an option nor an option's value; empty when there is none.
std::string first_word(const CLI::App& app, const CLI::App* standard, const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument.empty() || argument[0] != '-') return argument;
        if (argument.find('=') != std::string::npos) continue;
        const CLI::Option* option = app.get_option_no_throw(argument);
        if (option == nullptr && standard != nullptr) option = standard->get_option_no_throw(argument);
        if (option != nullptr && option->get_expected_min() > 0) ++i;
    }
    return {};
}

Log::Options log_options(const Settings& settings) {
    Log::Options options;
    options.file = settings.log_file;
    if (settings.quiet) options.least = Log::Level::kWarning;
    if (settings.verbose) options.least = Log::Level::kDebug;
    const char* rank = nullptr;
    for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"}) {
        if (rank == nullptr) rank = std::getenv(name);
    }
    if (rank != nullptr && std::strcmp(rank, "0") != 0) {
        char host[256] = "";
        gethostname(host, sizeof host - 1);
        options.prefix = "rank " + std::string(rank) + " on " + host + ": ";
        options.file.clear();
        options.least = Log::Level::kWarning;
    }
    return options;
}

std::string summary_text(
    const Command& command, const Context& context, int code, const std::string& error, Clock::time_point start
) {
    nlohmann::ordered_json summary;
    summary["program"] = "zkprove";
    summary["version"] = project_version();
    summary["commit"] = commit();
    summary["command"] = command.name();
    summary["started"] = utc(start);
    summary["finished"] = utc(Clock::now());
    summary["seconds"] = std::chrono::duration<double>(Clock::now() - start).count();
    summary["exit_code"] = code;
    if (!error.empty()) summary["error"] = error;
    summary["settings"] = nlohmann::ordered_json::parse(to_json(context.settings));
    if (!context.result().empty()) summary["result"] = nlohmann::ordered_json::parse(context.result());
    return summary.dump(2) + "\n";
}

int run(Command& command, Context& context) {
    const Clock::time_point start = Clock::now();
    int code = kDone;
    std::string error;
    try {
        code = command.run(context);
    } catch (const UsageError& failure) {
        code = kUsage;
        error = failure.what();
    } catch (const TaskError& failure) {
        code = kFailed;
        error = failure.what();
    } catch (const std::bad_alloc&) {
        code = kEnvironment;
        error = "out of memory";
    } catch (const std::logic_error& failure) {
        code = kFailed;
        error = failure.what();
    } catch (const std::exception& failure) {
        code = kEnvironment;
        error = failure.what();
    }
    if (!error.empty()) context.log.error(error);
    if (!context.speaks) return code;
    if (context.settings.json) {
        nlohmann::ordered_json result = nlohmann::ordered_json::object();
        if (!context.result().empty()) result = nlohmann::ordered_json::parse(context.result());
        if (!error.empty()) result["error"] = error;
        std::cout << result.dump(2) << "\n" << std::flush;
    }
    if (!context.settings.summary.empty()) {
        std::ofstream file(context.settings.summary, std::ios::binary | std::ios::trunc);
        file << summary_text(command, context, code, error, start);
        file.close();
        if (!file) {
            context.log.error(context.settings.summary + ": cannot write the summary");
            if (code == kDone) code = kEnvironment;
        }
    }
    return code;
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, std::vector<std::unique_ptr<Command>> commands) {
    try {
        CLI::App app(
            "Proves Scroll L2 blocks: tasks from PostgreSQL, an RV32IM machine, STARK proofs on MPI ranks.", "zkprove"
        );
        app.require_subcommand(0, 1);
        app.fallthrough();
        app.set_version_flag("--version", version_text());
        app.footer(
            "Without a command, `run` is meant: mpirun -np 4 zkprove --drain\n"
            "zkprove COMMAND --help shows the options of a command and an example."
        );
        CommonFlags flags;
        declare_common(app, flags);
        CLI::App* standard = nullptr;
        for (const auto& command : commands) {
            CLI::App* sub = app.add_subcommand(command->name(), command->help());
            sub->fallthrough();
            sub->footer(
                "Common options (zkprove --help) are accepted, too.\nExample: " + std::string(command->example())
            );
            Cli11Arguments declared(*sub);
            command->declare(declared);
            if (std::strcmp(command->name(), kDefaultCommand) == 0) standard = sub;
        }
        std::vector<std::string> given = arguments;
        const auto asks = [&given](const char* option) {
            return std::find(given.begin(), given.end(), option) != given.end();
        };
        const std::string word = first_word(app, standard, given);
        if (word.empty()) {
            if (!asks("--help") && !asks("-h") && !asks("--version")) given.insert(given.begin(), kDefaultCommand);
        } else if (std::none_of(commands.begin(), commands.end(), [&](const auto& c) { return c->name() == word; })) {
            std::cerr << "zkprove: no command " << word << "; zkprove --help lists them\n";
            return kUsage;
        }
        // CLI11 takes the arguments from the back.
        std::reverse(given.begin(), given.end());
        try {
            app.parse(given);
        } catch (const CLI::ParseError& error) {
            if (error.get_exit_code() == 0) return app.exit(error);
            std::cerr << "zkprove: " << error.what() << "\n";
            return kUsage;
        }
        const Result<Settings> settings = read_settings(flags);
        if (!settings) {
            std::cerr << "zkprove: " << settings.error().message() << "\n";
            return kUsage;
        }
        Log log(log_options(*settings));
        Context context(*settings, log);
        const std::string name = app.get_subcommands().empty() ? kDefaultCommand : app.get_subcommands()[0]->get_name();
        for (const auto& command : commands) {
            if (command->name() != name) continue;
            const int code = run(*command, context);
            if (context.must_exit_now) std::_Exit(code);
            return code;
        }
        std::cerr << "zkprove: no command given; zkprove --help lists them\n";
        return kUsage;
    } catch (const std::exception& error) {
        std::cerr << "zkprove: " << error.what() << "\n";
        return kEnvironment;
    }
}

void hide_passwords(int argc, char** argv) {
    const auto hide = [](char* value) {
        const std::string shown = without_password(value);
        const std::size_t length = std::strlen(value);
        if (shown == value) return;
        // Never longer than what was there: the memory behind it belongs to the next argument.
        const std::size_t n = std::min(length, shown.size());
        std::fill_n(std::copy_n(shown.data(), n, value), length - n, '\0');
    };
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], "--database=", 11) == 0) hide(argv[i] + 11);
        if (std::strcmp(argv[i], "--database") == 0 && i + 1 < argc) hide(argv[i + 1]);
    }
}

}  // namespace zk::apps
