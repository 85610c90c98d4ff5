#include "kernels/device/check.hpp"

namespace zk::device {

void check(cudaError_t code, const char* what, std::source_location where) {
    if (code == cudaSuccess) return;
    cudaGetLastError();
    const std::string message = std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " + what +
                                ": expected cudaSuccess, got " + cudaGetErrorName(code) + " (" +
                                cudaGetErrorString(code) + ")";
    if (code == cudaErrorMemoryAllocation) throw OutOfDeviceMemory(message, code);
    throw DeviceError(message, code);
}

void check_launch(const char* kernel, std::source_location where) {
    check(cudaGetLastError(), kernel, where);
}

}  // namespace zk::device
