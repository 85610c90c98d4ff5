#pragma once

#include "kernels/backend/commit_ops.hpp"

#include <memory>
#include <string>

namespace zk {

/// CommitOps on the current CUDA device; name() is "cuda". Host pointers in, host pointers out: each call copies, computes and waits (the device
/// prover uses the bodies of kernels/cuda on device memory instead). Calls from several threads take turns.
/// Null where no GPU is usable; then *reason (when given) says why. Failures of the device later on throw device::DeviceError.
std::unique_ptr<CommitOps> make_cuda_commit_ops(std::string* reason = nullptr);

}  // namespace zk
