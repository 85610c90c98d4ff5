// zkprove-statetest: runs folders of official Ethereum state tests.
#include "apps/runners/files.hpp"
#include "apps/statetest/state_test.hpp"
#include "base/deep_threads.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <omp.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

void print(const zk::statetest::Report& report, bool as_json) {
    if (as_json) {
        nlohmann::json out{{"passed", report.passed}, {"failed", report.failures.size()}, {"skipped", report.skipped}};
        for (const auto& failure : report.failures)
            out["failures"].push_back({{"name", failure.name}, {"difference", failure.difference}});
        for (const fs::path& file : report.others) out["no_state_tests"].push_back(file.string());
        std::printf("%s\n", out.dump(2).c_str());
        return;
    }
    for (const auto& failure : report.failures)
        std::printf("FAILED %s\n    %s\n", failure.name.c_str(), failure.difference.c_str());
    std::map<fs::path, std::size_t> others;
    for (const fs::path& file : report.others) ++others[file.parent_path()];
    for (const auto& [folder, n] : others) std::printf("no state tests in %zu files of %s\n", n, folder.c_str());
    std::printf(
        "%zu passed, %zu failed, %zu skipped (forks before Berlin, or not asked for)\n",
        report.passed,
        report.failures.size(),
        report.skipped
    );
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Runs official Ethereum state tests and compares state roots and logs.\n"
        "Example: zkprove-statetest ../tests/GeneralStateTests --fork Cancun"};
    std::vector<std::string> roots;
    std::string fork;
    bool as_json = false;
    app.add_option("DIR", roots, "folders (searched recursively; files of other kinds in them are listed) or files")
        ->required()
        ->check(CLI::ExistingPath);
    app.add_option("--fork", fork, "only posts of this fork: Berlin, London, Paris, Shanghai, Cancun, Prague");
    app.add_flag("--json", as_json, "report as JSON");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }

    const std::vector<fs::path> files = zk::runners::json_files_below(roots);
    std::vector<zk::statetest::Report> reports(files.size());
    std::vector<std::string> unreadable(files.size());
    zk::for_each_on_deep_threads(files.size(), omp_get_max_threads(), [&](std::size_t i) {
        auto report = zk::statetest::run_state_test_file(files[i], fork.empty() ? std::nullopt : std::optional(fork));
        if (report) {
            reports[i] = *std::move(report);
        } else {
            unreadable[i] = report.error().message();
        }
    });
    zk::statetest::Report all;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const bool named = std::find(roots.begin(), roots.end(), files[i].string()) != roots.end();
        if (named && !reports[i].others.empty()) {
            reports[i].others.clear();
            unreadable[i] = "expected a GeneralStateTests file, got one without state tests";
        }
        all.add(std::move(reports[i]));
        if (!unreadable[i].empty()) all.failures.push_back({files[i].string(), unreadable[i]});
    }
    print(all, as_json);
    if (files.empty()) std::fprintf(stderr, "no .json files below the given folders\n");
    return !all.failures.empty() ? 1 : files.empty() || all.passed == 0 ? 2 : 0;
}
