#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/queue.hpp"

namespace zk::cuda {

void DeviceQueue::run(const FeltBinaryBody<BinaryOp::add>& body) {
    launch(*stream_, body, "felt add");
}

void DeviceQueue::run(const FeltBinaryBody<BinaryOp::sub>& body) {
    launch(*stream_, body, "felt sub");
}

void DeviceQueue::run(const FeltBinaryBody<BinaryOp::mul>& body) {
    launch(*stream_, body, "felt mul");
}

void DeviceQueue::run(const ExtBinaryBody<BinaryOp::add>& body) {
    launch(*stream_, body, "ext add");
}

void DeviceQueue::run(const ExtBinaryBody<BinaryOp::sub>& body) {
    launch(*stream_, body, "ext sub");
}

void DeviceQueue::run(const ExtBinaryBody<BinaryOp::mul>& body) {
    launch(*stream_, body, "ext mul");
}

void DeviceQueue::run(const FeltInverseBody& body) {
    launch(*stream_, body, "felt inverse");
}

void DeviceQueue::run(const ExtInverseBody& body) {
    launch(*stream_, body, "ext inverse");
}

}  // namespace zk::cuda
