#include "kernels/device/stream.hpp"

#include "kernels/device/check.hpp"

namespace zk::device {

Stream::Stream() {
    check(cudaStreamCreateWithFlags(&handle_, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
}

Stream::~Stream() {
    if (handle_ != nullptr) cudaStreamDestroy(handle_);
}

void Stream::synchronize() const {
    check(cudaStreamSynchronize(handle_), "cudaStreamSynchronize");
}

Event::Event(Timing timing) {
    const unsigned flags = timing == Timing::on ? cudaEventDefault : cudaEventDisableTiming;
    check(cudaEventCreateWithFlags(&handle_, flags), "cudaEventCreateWithFlags");
}

Event::~Event() {
    if (handle_ != nullptr) cudaEventDestroy(handle_);
}

void Event::record(const Stream& stream) const {
    check(cudaEventRecord(handle_, stream.get()), "cudaEventRecord");
}

void Event::hold(const Stream& stream) const {
    check(cudaStreamWaitEvent(stream.get(), handle_, 0), "cudaStreamWaitEvent");
}

void Event::synchronize() const {
    check(cudaEventSynchronize(handle_), "cudaEventSynchronize");
}

float Event::elapsed_ms(const Event& start) const {
    float ms = 0;
    check(cudaEventElapsedTime(&ms, start.handle_, handle_), "cudaEventElapsedTime");
    return ms;
}

}  // namespace zk::device
