#include "tests/support/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace zk::test {
namespace {

std::string read_all(const std::string& path) {
    const std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

Process::Process(const std::vector<std::string>& command, std::string log_path) : log_path_(std::move(log_path)) {
    std::vector<char*> arguments;
    // execvp alters none of them (POSIX).
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int log = ::open(log_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (log < 0) throw std::runtime_error("cannot open " + log_path_);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::dup2(log, 1);
        ::dup2(log, 2);
        const int null = ::open("/dev/null", O_RDONLY);
        ::dup2(null, 0);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(log);
    if (pid_ < 0) throw std::runtime_error("cannot fork");
}

Process::~Process() {
    if (pid_ > 0 && exit_code_ == -1) {
        ::kill(pid_, SIGTERM);  // mpirun takes its ranks along
        for (int i = 0; i < 50; ++i) {
            if (::waitpid(pid_, nullptr, WNOHANG) != 0) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_code_(other.exit_code_),
      log_path_(std::move(other.log_path_)) {}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

void Process::kill_rank(int rank, int number) const {
    const std::string wanted = "OMPI_COMM_WORLD_RANK=" + std::to_string(rank);
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const std::string status = read_all(entry.path().string() + "/status");
        const auto at = status.find("PPid:\t");
        if (at == std::string::npos || std::strtol(status.c_str() + at + 6, nullptr, 10) != pid_) continue;
        std::istringstream environment{read_all(entry.path().string() + "/environ")};
        for (std::string variable; std::getline(environment, variable, '\0');) {
            if (variable != wanted) continue;
            ::kill(static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10)), number);
            return;
        }
    }
    throw std::runtime_error("no process of rank " + std::to_string(rank));
}

void Process::wait(int seconds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > until) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Process::log() const {
    return "\n--- " + log_path_ + "\n" + read_all(log_path_);
}

void set_launcher_environment() {
    ::setenv("OMPI_MCA_rmaps_base_oversubscribe", "1", 0);
    ::setenv("OMPI_MCA_hwloc_base_binding_policy", "none", 0);
    ::setenv("OMPI_MCA_btl", "self,vader", 0);
    ::setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 0);
    if (::getuid() == 0) {
        ::setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 0);
        ::setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 0);
    }
}

}  // namespace zk::test
