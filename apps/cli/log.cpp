#include "apps/cli/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>
#include <vector>

namespace zk::apps {
namespace {

spdlog::level::level_enum to_spdlog(Log::Level level) {
    switch (level) {
        case Log::Level::kDebug:
            return spdlog::level::debug;
        case Log::Level::kInfo:
            return spdlog::level::info;
        case Log::Level::kWarning:
            return spdlog::level::warn;
        case Log::Level::kError:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

}  // namespace

struct Log::Impl {
    std::unique_ptr<spdlog::logger> logger;
    std::string prefix;
    std::mutex mutex;
    bool terminal = false;
    bool status_shown = false;

    void clear_status() {
        if (!status_shown) return;
        std::fputs("\r\x1b[K", stderr);
        std::fflush(stderr);
        status_shown = false;
    }
};

Log::Log(const Options& options) : impl_(std::make_unique<Impl>()) {
    std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>()};
    if (!options.file.empty()) {
        sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file, false));
    }
    impl_->logger = std::make_unique<spdlog::logger>("zkprove", sinks.begin(), sinks.end());
    impl_->logger->set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v", spdlog::pattern_time_type::utc)
    );
    impl_->logger->set_level(to_spdlog(options.least));
    impl_->logger->flush_on(spdlog::level::debug);
    impl_->prefix = options.prefix;
    impl_->terminal = ::isatty(STDERR_FILENO) == 1;
}

Log::~Log() {
    if (impl_) impl_->clear_status();
}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

void Log::write(Level level, std::string_view text) {
    const std::lock_guard lock(impl_->mutex);
    impl_->clear_status();
    impl_->logger->log(to_spdlog(level), "{}{}", impl_->prefix, text);
}

void Log::status(std::string_view text) {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->terminal || !impl_->logger->should_log(spdlog::level::info)) return;
    winsize size{};
    const std::size_t width =
        ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1u : 79u;
    impl_->clear_status();
    std::fwrite(text.data(), 1, std::min(text.size(), width), stderr);
    std::fflush(stderr);
    impl_->status_shown = true;
}

bool Log::on_terminal() const noexcept {
    return impl_->terminal;
}

}  // namespace zk::apps
