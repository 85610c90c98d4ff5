#pragma once

#include "kernels/cuda/field_bodies.hpp"
#include "kernels/cuda/ntt_body.hpp"
#include "kernels/cuda/poseidon_bodies.hpp"
#include "kernels/device/stream.hpp"

#include <string>

namespace zk::cuda {

/// Launches bodies on a stream, in order, and never waits. Pointers in a body are device pointers that live until the work is done. A launch that the
/// runtime refuses throws device::DeviceError; an empty shape launches nothing. enqueue_ntt and enqueue_tree take one of these as their queue.
class DeviceQueue {
  public:
    explicit DeviceQueue(const device::Stream& stream) : stream_(&stream) {}

    void run(const PermuteBody& body);
    void run(const LeafBody& body);
    void run(const CompressBody& body);
    void run(const GrindBody& body);
    void run(const NttPassBody<false>& body);
    void run(const NttPassBody<true>& body);
    void run(const FeltBinaryBody<BinaryOp::add>& body);
    void run(const FeltBinaryBody<BinaryOp::sub>& body);
    void run(const FeltBinaryBody<BinaryOp::mul>& body);
    void run(const ExtBinaryBody<BinaryOp::add>& body);
    void run(const ExtBinaryBody<BinaryOp::sub>& body);
    void run(const ExtBinaryBody<BinaryOp::mul>& body);
    void run(const FeltInverseBody& body);
    void run(const ExtInverseBody& body);

    [[nodiscard]] const device::Stream& stream() const noexcept { return *stream_; }

  private:
    const device::Stream* stream_;
};

/// Empty when this binary holds code for the current device, else the runtime's reason.
std::string missing_kernel_image();

}  // namespace zk::cuda
