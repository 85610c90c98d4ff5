#pragma once
// CUDA calls that fail are failures of the world: they throw, naming the place, what was expected and what came.

#include <cuda_runtime_api.h>

#include <source_location>
#include <stdexcept>
#include <string>

namespace zk::device {

class DeviceError : public std::runtime_error {
  public:
    DeviceError(const std::string& message, cudaError_t code) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] cudaError_t code() const noexcept { return code_; }

  private:
    cudaError_t code_;
};

/// Out of device memory, which a caller may answer with a smaller batch.
class OutOfDeviceMemory : public DeviceError {
  public:
    using DeviceError::DeviceError;
};

/// Throws DeviceError "FILE:LINE: WHAT: expected cudaSuccess, got NAME (DESCRIPTION)" unless `code` is cudaSuccess; clears the runtime's last error.
void check(cudaError_t code, const char* what, std::source_location where = std::source_location::current());

/// The same for the launch just made: reads the last error. Errors during execution show at the next synchronisation.
void check_launch(const char* kernel, std::source_location where = std::source_location::current());

}  // namespace zk::device
