#include "kernels/device/query.hpp"

#include <cuda_runtime_api.h>

namespace zk::device {
namespace {

constexpr int kLeastCapability = 80;

DeviceQuery absent(const char* call, cudaError_t code) {
    cudaGetLastError();
    return {{}, std::string(call) + ": " + cudaGetErrorName(code) + " (" + cudaGetErrorString(code) + ")"};
}

}  // namespace

DeviceQuery query_device() {
    int count = 0;
    if (const cudaError_t code = cudaGetDeviceCount(&count); code != cudaSuccess) {
        return absent("cudaGetDeviceCount", code);
    }
    if (count == 0) return {{}, "the driver reports no CUDA device"};
    DeviceInfo info;
    if (const cudaError_t code = cudaGetDevice(&info.index); code != cudaSuccess) return absent("cudaGetDevice", code);
    cudaDeviceProp properties{};
    if (const cudaError_t code = cudaGetDeviceProperties(&properties, info.index); code != cudaSuccess) {
        return absent("cudaGetDeviceProperties", code);
    }
    info.name = properties.name;
    info.compute_capability = 10 * properties.major + properties.minor;
    info.n_multiprocessors = properties.multiProcessorCount;
    info.memory_bytes = properties.totalGlobalMem;
    info.l2_bytes = static_cast<std::size_t>(properties.l2CacheSize);
    info.shared_bytes_per_block = properties.sharedMemPerBlockOptin;
    if (const cudaError_t code = cudaDriverGetVersion(&info.driver_version); code != cudaSuccess) {
        return absent("cudaDriverGetVersion", code);
    }
    if (const cudaError_t code = cudaRuntimeGetVersion(&info.runtime_version); code != cudaSuccess) {
        return absent("cudaRuntimeGetVersion", code);
    }
    if (info.compute_capability < kLeastCapability) {
        return {{}, info.name + " has compute capability " + std::to_string(info.compute_capability) + ", need 80"};
    }
    return {info, {}};
}

}  // namespace zk::device
