#include "kernels/test/backends.hpp"

#include <cstdlib>

namespace zk::test {

std::string vectors_folder() {
    const char* const folder = std::getenv("ZKPROVE_VECTORS");
    return folder != nullptr ? folder : "../shared/vectors";
}

}  // namespace zk::test
