#include "vm/executor/mapping.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace zk::vm {

Mapping::Mapping(std::size_t size_bytes) : size_bytes_(size_bytes) {
    void* const at =
        ::mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) {
        throw std::system_error(
            errno, std::generic_category(), "cannot reserve " + std::to_string(size_bytes) + " bytes of address space"
        );
    }
    data_ = at;
}

Mapping::~Mapping() {
    if (data_ != nullptr) ::munmap(data_, size_bytes_);
}

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_bytes_(std::exchange(other.size_bytes_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_bytes_, other.size_bytes_);
    return *this;
}

}  // namespace zk::vm
