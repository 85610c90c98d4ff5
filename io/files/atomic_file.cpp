#include "io/files/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <string>
#include <system_error>

namespace zk::io {
namespace {

/// A file descriptor that closes itself.
class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return value_; }
    /// Closes now and says whether that worked: network file systems report a full disk here.
    bool close_now() noexcept {
        const int value = value_;
        value_ = -1;
        return ::close(value) == 0;
    }

  private:
    int value_;
};

void write_all(int descriptor, ByteView bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t n_written = ::write(descriptor, bytes.data(), std::min<std::size_t>(bytes.size(), 1u << 30));
        if (n_written < 0) {
            if (errno == EINTR) continue;
            throw FileError(path, "write", errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(n_written));
    }
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (descriptor.get() < 0) throw FileError(folder, "open", errno);
    // Some file systems do not sync folders; the rename is then as durable as they make it.
    if (::fsync(descriptor.get()) != 0 && errno != EINVAL) throw FileError(folder, "fsync", errno);
}

}  // namespace

FileError::FileError(const std::filesystem::path& path, const char* operation, int error_number)
    : std::runtime_error(
          "file " + path.string() + ": " + operation + ": " + std::generic_category().message(error_number)
      ),
      error_number_(error_number) {}

bool FileError::no_space() const noexcept {
    return error_number_ == ENOSPC || error_number_ == EDQUOT || error_number_ == EFBIG;
}

void write_atomic(const std::filesystem::path& path, ByteView bytes, Readers readers) {
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) throw FileError(folder, "make folder", code.value());

    std::random_device random;
    const std::string temporary = path.string() + ".tmp-" + std::to_string(random()) + std::to_string(random());
    const mode_t mode = readers == Readers::kOwner ? 0600 : 0666;
    Descriptor descriptor{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
    if (descriptor.get() < 0) throw FileError(path, "create", errno);
    try {
        write_all(descriptor.get(), bytes, path);
        if (::fsync(descriptor.get()) != 0) throw FileError(path, "fsync", errno);
        if (!descriptor.close_now()) throw FileError(path, "close", errno);
        if (::rename(temporary.c_str(), path.c_str()) != 0) throw FileError(path, "rename", errno);
    } catch (const FileError&) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync_folder(folder);
}

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
    const Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (descriptor.get() < 0) {
        const int error_number = errno;
        if (error_number == ENOENT || error_number == ENOTDIR) return fail("file", path.string(), "a file", "none");
        throw FileError(path, "open", error_number);
    }
    struct stat info {};
    if (::fstat(descriptor.get(), &info) != 0) throw FileError(path, "stat", errno);
    if (!S_ISREG(info.st_mode)) return fail("file", path.string(), "a regular file", "something else");
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > max_bytes) {
        return fail("file", path.string(), "at most " + std::to_string(max_bytes) + " bytes", std::to_string(size));
    }
    Bytes bytes(size);
    std::size_t n_read = 0;
    while (n_read < bytes.size()) {
        const ssize_t n =
            ::read(descriptor.get(), bytes.data() + n_read, std::min<std::size_t>(bytes.size() - n_read, 1u << 30));
        if (n < 0) {
            if (errno == EINTR) continue;
            throw FileError(path, "read", errno);
        }
        if (n == 0) break;
        n_read += static_cast<std::size_t>(n);
    }
    bytes.resize(n_read);
    return bytes;
}

std::uint64_t free_bytes(const std::filesystem::path& folder) {
    std::filesystem::path existing = std::filesystem::absolute(folder);
    std::error_code code;
    while (!std::filesystem::exists(existing, code) && !code && existing.has_parent_path() &&
           existing != existing.parent_path()) {
        existing = existing.parent_path();
    }
    if (code) throw FileError(existing, "stat", code.value());
    struct statvfs info {};
    if (::statvfs(existing.c_str(), &info) != 0) throw FileError(existing, "statvfs", errno);
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

}  // namespace zk::io
