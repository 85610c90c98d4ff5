#pragma once
// Device memory: DeviceBuffer owns, DeviceView borrows. Copies are ordered by a stream and never wait.

#include "kernels/device/check.hpp"
#include "kernels/device/stream.hpp"

#include <cstddef>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace zk::device {

/// A range of device memory. The host must not dereference data.
template <class T>
struct DeviceView {
    T* data = nullptr;
    std::size_t size = 0;

    /// [offset, offset + count); std::out_of_range when that leaves the view.
    [[nodiscard]] DeviceView subview(std::size_t offset, std::size_t count) const {
        if (offset > size || count > size - offset) throw std::out_of_range("DeviceView::subview leaves the view");
        return {data + offset, count};
    }
    operator DeviceView<const T>() const  // NOLINT(google-explicit-constructor)
        requires(!std::is_const_v<T>)
    {
        return {data, size};
    }
};

/// Memory from cudaMalloc (aligned to 256 bytes), uninitialised. Freeing waits for the device (cudaFree).
template <class T>
class DeviceBuffer {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    DeviceBuffer() = default;
    /// Throws OutOfDeviceMemory when `size` elements do not fit. Size 0 allocates nothing.
    explicit DeviceBuffer(std::size_t size) : size_(size) {
        if (size == 0) return;
        if (size > static_cast<std::size_t>(-1) / sizeof(T)) throw std::length_error("DeviceBuffer size overflows");
        void* data = nullptr;
        check(cudaMalloc(&data, size * sizeof(T)), "cudaMalloc");
        data_ = static_cast<T*>(data);
    }
    ~DeviceBuffer() {
        if (data_ != nullptr) cudaFree(data_);
    }
    DeviceBuffer(DeviceBuffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)) {}
    DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }

    [[nodiscard]] T* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] DeviceView<T> view() const noexcept { return {data_, size_}; }

  private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Host to device; `to.size == from.size()`, else std::invalid_argument. With pageable host memory the runtime stages the bytes before it returns.
template <class T>
void upload(const Stream& stream, DeviceView<T> to, std::span<const T> from) {
    if (to.size != from.size()) throw std::invalid_argument("upload: sizes differ");
    if (to.size == 0) return;
    check(
        cudaMemcpyAsync(to.data, from.data(), from.size_bytes(), cudaMemcpyHostToDevice, stream.get()),
        "cudaMemcpyAsync host to device"
    );
}

/// Device to host; the bytes are there after the stream is synchronised.
template <class T>
void download(const Stream& stream, std::span<T> to, DeviceView<const T> from) {
    if (to.size() != from.size) throw std::invalid_argument("download: sizes differ");
    if (to.empty()) return;
    check(
        cudaMemcpyAsync(to.data(), from.data, to.size_bytes(), cudaMemcpyDeviceToHost, stream.get()),
        "cudaMemcpyAsync device to host"
    );
}

}  // namespace zk::device
