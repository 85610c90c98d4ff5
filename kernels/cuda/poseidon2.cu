#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/queue.hpp"

namespace zk::cuda {

void DeviceQueue::run(const PermuteBody& body) {
    launch(*stream_, body, "permute");
}

void DeviceQueue::run(const LeafBody& body) {
    launch(*stream_, body, "hash leaves");
}

void DeviceQueue::run(const CompressBody& body) {
    launch(*stream_, body, "compress layers");
}

void DeviceQueue::run(const GrindBody& body) {
    launch(*stream_, body, "grind");
}

std::string missing_kernel_image() {
    cudaFuncAttributes attributes{};
    const cudaError_t code = cudaFuncGetAttributes(&attributes, run_body<PermuteBody>);
    if (code == cudaSuccess) return {};
    cudaGetLastError();
    return std::string("cudaFuncGetAttributes: ") + cudaGetErrorName(code) + " (" + cudaGetErrorString(code) + ")";
}

}  // namespace zk::cuda
