#include "kernels/backend/backend.hpp"

namespace zk {

std::unique_ptr<Backend> make_avx2_backend(int) {
    return nullptr;
}

std::unique_ptr<Backend> make_cpu_backend(int threads) {
    if (auto avx2 = make_avx2_backend(threads)) return avx2;
    return make_reference_backend(threads);
}

}  // namespace zk
