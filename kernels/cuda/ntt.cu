#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/queue.hpp"

namespace zk::cuda {

void DeviceQueue::run(const NttPassBody<false>& body) {
    launch(*stream_, body, "ntt pass");
}

void DeviceQueue::run(const NttPassBody<true>& body) {
    launch(*stream_, body, "inverse ntt pass");
}

}  // namespace zk::cuda
