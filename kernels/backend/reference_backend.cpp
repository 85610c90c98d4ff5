#include "kernels/backend/reference_backend.hpp"

#include <stdexcept>

namespace zk {

ReferenceBackend::ReferenceBackend(int threads) : threads_(threads) {
    if (threads < 1) throw std::invalid_argument("a CPU back end needs at least one thread");
}

const char* ReferenceBackend::name() const noexcept {
    return "reference";
}

std::unique_ptr<Backend> make_reference_backend(int threads) {
    return std::make_unique<ReferenceBackend>(threads);
}

}  // namespace zk
