#pragma once
// HDF5 as the project uses it: small trees of named byte strings, integers and texts, all checksummed.

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zk::io {

/// Builds one HDF5 file in memory and returns its image; the image goes to disk by write_atomic, so that a full disk is an
/// ordinary error of ours and never a half-written HDF5 file. Object names are '/'-separated paths; groups are made on the way.
/// Throws std::runtime_error when the library refuses.
class Hdf5Builder {
  public:
    Hdf5Builder();
    ~Hdf5Builder();
    Hdf5Builder(Hdf5Builder&&) noexcept;
    Hdf5Builder& operator=(Hdf5Builder&&) noexcept;

    /// One-dimensional dataset of bytes in chunks with fletcher32 checksums.
    void add_bytes(const std::string& name, ByteView bytes);
    /// One-dimensional dataset of 64-bit integers with fletcher32 checksums.
    void add_numbers(const std::string& name, const std::vector<std::uint64_t>& values);
    /// Scalar text as an attribute of the root group.
    void set_text(const std::string& name, const std::string& value);
    /// Scalar integer as an attribute of the root group.
    void set_number(const std::string& name, std::uint64_t value);

    /// The file's bytes. The builder is empty afterwards.
    Bytes finish();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads such a file. Every failure that depends on the file's bytes is an Error naming the file and the object.
class Hdf5Reader {
  public:
    /// Throws FileError when the file is there but the operating system refuses it.
    static Result<Hdf5Reader> open(const std::filesystem::path& path);
    ~Hdf5Reader();
    Hdf5Reader(Hdf5Reader&&) noexcept;
    Hdf5Reader& operator=(Hdf5Reader&&) noexcept;

    /// At most `max_bytes`; more is an Error before anything is allocated.
    [[nodiscard]] Result<Bytes> bytes(const std::string& name, std::uint64_t max_bytes) const;
    [[nodiscard]] Result<std::vector<std::uint64_t>> numbers(const std::string& name, std::uint64_t max_count) const;
    [[nodiscard]] Result<std::string> text(const std::string& name) const;
    [[nodiscard]] Result<std::uint64_t> number(const std::string& name) const;

  private:
    struct Impl;
    explicit Hdf5Reader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace zk::io
