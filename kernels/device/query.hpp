#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace zk::device {

struct DeviceInfo {
    int index = 0;
    std::string name;
    int compute_capability = 0;  ///< 10 major + minor
    int n_multiprocessors = 0;
    std::size_t memory_bytes = 0;
    std::size_t l2_bytes = 0;
    std::size_t shared_bytes_per_block = 0;  ///< with the opt-in
    int driver_version = 0;
    int runtime_version = 0;
};

struct DeviceQuery {
    std::optional<DeviceInfo> device;
    std::string reason;  ///< why there is none; empty when there is one
};

/// The current device when it exists and has compute capability 8.0 or more. Never throws: without a driver the runtime's error is the reason.
DeviceQuery query_device();

}  // namespace zk::device
