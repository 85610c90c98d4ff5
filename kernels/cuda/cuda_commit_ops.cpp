#include "kernels/cuda/cuda_commit_ops.hpp"

#include "kernels/cuda/machine_commit_ops.hpp"
#include "kernels/cuda/queue.hpp"
#include "kernels/device/buffer.hpp"
#include "kernels/device/query.hpp"

namespace zk {
namespace {

using device::DeviceBuffer;
using device::DeviceView;

class DeviceMachine {
  public:
    static constexpr const char* kName = "cuda";

    /// Columns of one call take at most an eighth of the device at a time.
    explicit DeviceMachine(std::size_t device_bytes) : batch_bytes_(device_bytes / 8) {}

    class Memory {
      public:
        explicit Memory(std::size_t bytes) : buffer_(bytes) {}
        [[nodiscard]] void* data() const { return buffer_.data(); }

      private:
        DeviceBuffer<std::byte> buffer_;
    };

    [[nodiscard]] Memory allocate(std::size_t bytes) const { return Memory(bytes); }
    void upload(void* to, const void* from, std::size_t bytes) const {
        device::upload<std::byte>(
            stream_, {static_cast<std::byte*>(to), bytes}, {static_cast<const std::byte*>(from), bytes}
        );
    }
    void download(void* to, const void* from, std::size_t bytes) const {
        device::download<std::byte>(
            stream_, {static_cast<std::byte*>(to), bytes}, {static_cast<const std::byte*>(from), bytes}
        );
    }
    template <class Body>
    void run(const Body& body) {
        cuda::DeviceQueue(stream_).run(body);
    }
    void wait() const { stream_.synchronize(); }
    [[nodiscard]] std::size_t batch_bytes() const { return batch_bytes_; }
    /// About 0.4 ms of an H200: long against a launch, short against the average search of 20 bits.
    [[nodiscard]] std::uint32_t nonce_block() const { return 1u << 20; }

  private:
    device::Stream stream_;
    std::size_t batch_bytes_;
};

}  // namespace

std::unique_ptr<CommitOps> make_cuda_commit_ops(std::string* reason) {
    const device::DeviceQuery query = device::query_device();
    const std::string missing = query.device ? cuda::missing_kernel_image() : query.reason;
    if (!missing.empty()) {
        if (reason != nullptr) *reason = missing;
        return nullptr;
    }
    return std::make_unique<cuda::MachineCommitOps<DeviceMachine>>(query.device->memory_bytes);
}

}  // namespace zk
