#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <stdexcept>

namespace zk::io {

/// A file operation the operating system refused: path, operation and errno's text.
class FileError : public std::runtime_error {
  public:
    FileError(const std::filesystem::path& path, const char* operation, int error_number);
    [[nodiscard]] int error_number() const noexcept { return error_number_; }
    /// Full disk, quota or file-size limit: waiting for space may help.
    [[nodiscard]] bool no_space() const noexcept;

  private:
    int error_number_;
};

enum class Readers {
    kUmask,  ///< whom the umask admits
    kOwner,  ///< nobody else: the file may hold a key
};

/// Replaces `path` by `bytes` so that a kill at any time leaves the old file or the new one: a temporary name in the same
/// folder, fsync, rename, fsync of the folder. Missing folders are made. On failure the temporary file is removed. Throws FileError.
void write_atomic(const std::filesystem::path& path, ByteView bytes, Readers readers = Readers::kUmask);

/// Whole file; at most `max_bytes`. A missing or longer file is an Error; a failing read throws FileError.
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

/// Bytes an unprivileged user may still write on the file system of `folder` or of its nearest existing parent. Throws FileError.
std::uint64_t free_bytes(const std::filesystem::path& folder);

}  // namespace zk::io
