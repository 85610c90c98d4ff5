#include "apps/cli/version.hpp"

#include "kernels/backend/backend.hpp"

#include "zkprove_version.hpp"

namespace zk::apps {

std::string_view project_version() {
    return ZKPROVE_VERSION;
}

std::string_view commit() {
    return ZKPROVE_COMMIT;
}

std::string_view compiler() {
    return ZKPROVE_COMPILER;
}

std::string version_text() {
    std::string text = "zkprove " ZKPROVE_VERSION "\ncommit    " ZKPROVE_COMMIT "\ncompiler  " ZKPROVE_COMPILER "\n";
    text += "back ends reference";
    if (make_avx2_backend(1)) text += ", avx2";
    if (make_avx512_backend(1)) text += ", avx512";
    return text + " (in use: " + std::string(make_cpu_backend(1)->name()) + ")\n";
}

}  // namespace zk::apps
