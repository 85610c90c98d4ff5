#pragma once
// Owners of a CUDA stream and of an event. Not copyable; destructors do not wait and do not throw.

#include <cuda_runtime_api.h>

#include <utility>

namespace zk::device {

/// A non-blocking stream (it does not order against the default stream).
class Stream {
  public:
    Stream();
    ~Stream();
    Stream(Stream&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Stream& operator=(Stream&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }

    [[nodiscard]] cudaStream_t get() const noexcept { return handle_; }
    /// Waits for all work enqueued so far; throws DeviceError when any of it failed.
    void synchronize() const;

  private:
    cudaStream_t handle_ = nullptr;
};

/// A point in a stream. With Timing::on two of them measure the time between.
class Event {
  public:
    enum class Timing { off, on };

    explicit Event(Timing timing = Timing::off);
    ~Event();
    Event(Event&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Event& operator=(Event&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }

    [[nodiscard]] cudaEvent_t get() const noexcept { return handle_; }
    void record(const Stream& stream) const;
    /// Makes later work of `stream` wait for this event; the host does not wait.
    void hold(const Stream& stream) const;
    void synchronize() const;
    /// Milliseconds from `start` to this event; both recorded with Timing::on and reached.
    [[nodiscard]] float elapsed_ms(const Event& start) const;

  private:
    cudaEvent_t handle_ = nullptr;
};

}  // namespace zk::device
