#include "apps/cli/context.hpp"

#include <cstdio>

namespace zk::apps {

void Context::say(std::string_view text) const {
    if (!speaks || settings.json || settings.quiet) return;
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

}  // namespace zk::apps
