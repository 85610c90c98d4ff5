#include "io/hdf5/file.hpp"

#include "io/files/atomic_file.hpp"

#include <hdf5.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace zk::io {
namespace {

/// Owns one HDF5 identifier and closes it with the function of its kind.
class Handle {
  public:
    using Close = herr_t (*)(hid_t);
    Handle() = default;
    Handle(hid_t id, Close close) : id_(id), close_(close) {}
    ~Handle() { reset(); }
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            id_ = std::exchange(other.id_, -1);
            close_ = other.close_;
        }
        return *this;
    }
    [[nodiscard]] hid_t get() const noexcept { return id_; }
    [[nodiscard]] explicit operator bool() const noexcept { return id_ >= 0; }
    void reset() noexcept {
        if (id_ >= 0) close_(id_);
        id_ = -1;
    }

  private:
    hid_t id_ = -1;
    Close close_ = nullptr;
};

/// While alive, this thread's HDF5 errors are collected and not printed.
class QuietErrors {
  public:
    QuietErrors() {
        // Before anything else of the library: no closing of it at exit. Nothing of ours is open for writing then, and a damaged
        // file that could not be closed would make it complain.
        static const herr_t kOnce = H5dont_atexit();
        static_cast<void>(kOnce);
        H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
    QuietErrors(const QuietErrors&) = delete;
    QuietErrors& operator=(const QuietErrors&) = delete;

  private:
    H5E_auto2_t function_ = nullptr;
    void* data_ = nullptr;
};

herr_t take_description(unsigned n, const H5E_error2_t* error, void* out) {
    if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
    return 0;
}

/// The innermost message of this thread's HDF5 error stack.
std::string last_error() {
    std::string text;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_description, &text);
    return text.empty() ? "HDF5 refused it" : text;
}

/// What fletcher32 covers at a time: an altered byte is found while reading one such piece.
constexpr hsize_t kChunkBytes = hsize_t{1} << 20;

/// Format 1.10: all metadata carry checksums, the index of a dataset's chunks too. No locks: files are replaced, never changed, and
/// for the same reason a checksum that is wrong once is not read again.
Handle access_properties() {
    Handle properties{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
    H5Pset_libver_bounds(properties.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
    H5Pset_file_locking(properties.get(), false, true);
    H5Pset_metadata_read_attempts(properties.get(), 1);
    H5Pset_fclose_degree(properties.get(), H5F_CLOSE_STRONG);
    return properties;
}

/// The memory in which the library's core driver keeps a file, caught when the driver lets go of it at close. (The images that
/// H5Fget_file_image hands out of an open file carry a superblock whose checksum is not renewed.)
struct Caught {
    Bytes image;
    std::size_t size = 0;  ///< of the file; the buffer itself is larger
};

// The library asks for malloc and free by contract: NOLINTBEGIN(cppcoreguidelines-no-malloc)
void* catch_malloc(std::size_t size, H5FD_file_image_op_t, void*) {
    return std::malloc(size);
}
void* catch_memcpy(void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
    return std::memcpy(to, from, size);
}
void* catch_realloc(void* pointer, std::size_t size, H5FD_file_image_op_t, void*) {
    return std::realloc(pointer, size);
}
herr_t catch_free(void* pointer, H5FD_file_image_op_t operation, void* user) {
    auto* const caught = static_cast<Caught*>(user);
    if (operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE && caught->size > 0) {
        const auto* const bytes = static_cast<const std::uint8_t*>(pointer);
        try {
            caught->image.assign(bytes, bytes + caught->size);
        } catch (const std::bad_alloc&) {
            caught->image.clear();  // finish() sees that nothing came; an exception must not cross the C library
        }
    }
    std::free(pointer);
    return 0;
}
// NOLINTEND(cppcoreguidelines-no-malloc)
// The catcher outlives the file, so copies of the property list may share it.
void* share_user(void* user) {
    return user;
}
herr_t leave_user(void*) {
    return 0;
}

}  // namespace

struct Hdf5Builder::Impl {
    Caught caught;
    Handle file;  ///< closed before `caught` goes

    void add(
        const std::string& name, hid_t stored, hid_t memory, const void* data, std::size_t count, std::size_t width
    ) const {
        const QuietErrors quiet;
        const auto check = [&name](bool good) {
            if (!good) throw std::runtime_error("HDF5: dataset " + name + ": " + last_error());
        };
        const hsize_t length = count;
        const Handle space{count == 0 ? H5Screate(H5S_NULL) : H5Screate_simple(1, &length, nullptr), H5Sclose};
        const Handle creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
        check(space && creation);
        H5Pset_obj_track_times(creation.get(), false);
        // By hand: groups that the library makes on the way keep the time at which it made them.
        for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1)) {
            check(make_group(name.substr(0, at)));
        }
        if (count > 0) {
            const hsize_t piece = std::min<hsize_t>(length, kChunkBytes / width);
            check(H5Pset_chunk(creation.get(), 1, &piece) >= 0 && H5Pset_fletcher32(creation.get()) >= 0);
        }
        const Handle dataset{
            H5Dcreate2(file.get(), name.c_str(), stored, space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
            H5Dclose};
        check(static_cast<bool>(dataset));
        if (count > 0) check(H5Dwrite(dataset.get(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
    }

    /// True when the group is there afterwards.
    [[nodiscard]] bool make_group(const std::string& name) const {
        if (H5Lexists(file.get(), name.c_str(), H5P_DEFAULT) > 0) return true;
        const Handle creation{H5Pcreate(H5P_GROUP_CREATE), H5Pclose};
        if (!creation || H5Pset_obj_track_times(creation.get(), false) < 0) return false;
        const Handle group{H5Gcreate2(file.get(), name.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose};
        return static_cast<bool>(group);
    }

    void attribute(const std::string& name, hid_t stored, hid_t memory, const void* data) const {
        const QuietErrors quiet;
        const Handle space{H5Screate(H5S_SCALAR), H5Sclose};
        const Handle attribute{
            H5Acreate2(file.get(), name.c_str(), stored, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
        if (!space || !attribute || H5Awrite(attribute.get(), memory, data) < 0) {
            throw std::runtime_error("HDF5: attribute " + name + ": " + last_error());
        }
    }
};

Hdf5Builder::Hdf5Builder() : impl_(std::make_unique<Impl>()) {
    const QuietErrors quiet;
    const Handle access = access_properties();
    H5FD_file_image_callbacks_t callbacks{
        catch_malloc, catch_memcpy, catch_realloc, catch_free, share_user, leave_user, &impl_->caught};
    if (H5Pset_fapl_core(access.get(), std::size_t{4} << 20, false) < 0 ||
        H5Pset_file_image_callbacks(access.get(), &callbacks) < 0) {
        throw std::runtime_error("HDF5: file in memory: " + last_error());
    }
    const Handle creation{H5Pcreate(H5P_FILE_CREATE), H5Pclose};
    // No time stamps inside: equal content gives equal bytes.
    H5Pset_obj_track_times(creation.get(), false);
    impl_->file = Handle{H5Fcreate("zkprove-memory.h5", H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose};
    if (!impl_->file) throw std::runtime_error("HDF5: new file in memory: " + last_error());
}
Hdf5Builder::~Hdf5Builder() = default;
Hdf5Builder::Hdf5Builder(Hdf5Builder&&) noexcept = default;
Hdf5Builder& Hdf5Builder::operator=(Hdf5Builder&&) noexcept = default;

void Hdf5Builder::add_bytes(const std::string& name, ByteView bytes) {
    impl_->add(name, H5T_STD_U8LE, H5T_NATIVE_UINT8, bytes.data(), bytes.size(), 1);
}

void Hdf5Builder::add_numbers(const std::string& name, const std::vector<std::uint64_t>& values) {
    impl_->add(name, H5T_STD_U64LE, H5T_NATIVE_UINT64, values.data(), values.size(), 8);
}

void Hdf5Builder::set_text(const std::string& name, const std::string& value) {
    const Handle type{H5Tcopy(H5T_C_S1), H5Tclose};
    H5Tset_size(type.get(), value.size() + 1);
    H5Tset_strpad(type.get(), H5T_STR_NULLTERM);
    H5Tset_cset(type.get(), H5T_CSET_UTF8);
    impl_->attribute(name, type.get(), type.get(), value.c_str());
}

void Hdf5Builder::set_number(const std::string& name, std::uint64_t value) {
    impl_->attribute(name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

Bytes Hdf5Builder::finish() {
    const QuietErrors quiet;
    if (H5Fflush(impl_->file.get(), H5F_SCOPE_GLOBAL) < 0) throw std::runtime_error("HDF5: flush: " + last_error());
    hsize_t size = 0;
    if (H5Fget_filesize(impl_->file.get(), &size) < 0) throw std::runtime_error("HDF5: file size: " + last_error());
    impl_->caught.size = size;
    impl_->file.reset();
    Bytes image = std::move(impl_->caught.image);
    // The driver grows by steps. Where the file ends stands in the superblock (version 3: signature 8, four single bytes, base
    // address 8, extension address 8, end of file 8).
    if (image.size() != size || size < 48 || image[8] != 3) throw std::runtime_error("HDF5: no image of the file");
    const std::uint64_t end = load_u64le(image.data() + 28);
    if (end < 48 || end > size) throw std::runtime_error("HDF5: the image has no end");
    image.resize(end);
    return image;
}

struct Hdf5Reader::Impl {
    Handle file;
    std::string path;
    std::uint64_t file_bytes = 0;

    /// Opens a one-dimensional dataset of `type_class` with elements of `width` bytes and gives its length.
    Result<std::pair<Handle, std::uint64_t>> dataset(
        const std::string& name, std::uint64_t max_count, std::size_t width
    ) const {
        const auto bad = [&](const std::string& expected, const std::string& got) {
            return fail("HDF5 file " + path, "dataset " + name, expected, got);
        };
        Handle set{H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose};
        if (!set) return bad("one that can be opened", last_error());
        const Handle space{H5Dget_space(set.get()), H5Sclose};
        const Handle type{H5Dget_type(set.get()), H5Tclose};
        if (!space || !type) return bad("a readable description", last_error());
        if (H5Tget_class(type.get()) != H5T_INTEGER || H5Tget_size(type.get()) != width) {
            return bad("integers of " + std::to_string(width) + " bytes", "another type");
        }
        const H5S_class_t kind = H5Sget_simple_extent_type(space.get());
        if (kind == H5S_NULL) return std::pair{std::move(set), std::uint64_t{0}};
        hsize_t count = 0;
        if (kind != H5S_SIMPLE || H5Sget_simple_extent_ndims(space.get()) != 1 ||
            H5Sget_simple_extent_dims(space.get(), &count, nullptr) != 1) {
            return bad("one dimension", "another shape");
        }
        if (count > max_count) return bad("at most " + std::to_string(max_count) + " elements", std::to_string(count));
        // We never compress, so a dataset larger than its file is a lie that must not become an allocation.
        if (count > file_bytes / width) return bad("data inside the file", std::to_string(count) + " elements");
        return std::pair{std::move(set), std::uint64_t{count}};
    }

    Result<Handle> attribute(const std::string& name, H5T_class_t type_class, Handle& type) const {
        const auto bad = [&](const std::string& got) {
            return fail("HDF5 file " + path, "attribute " + name, "one that can be read", got);
        };
        Handle attribute{H5Aopen(file.get(), name.c_str(), H5P_DEFAULT), H5Aclose};
        if (!attribute) return bad(last_error());
        type = Handle{H5Aget_type(attribute.get()), H5Tclose};
        const Handle space{H5Aget_space(attribute.get()), H5Sclose};
        if (!type || !space || H5Tget_class(type.get()) != type_class ||
            H5Sget_simple_extent_type(space.get()) != H5S_SCALAR) {
            return bad("another type");
        }
        return attribute;
    }
};

Hdf5Reader::Hdf5Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Hdf5Reader::~Hdf5Reader() = default;
Hdf5Reader::Hdf5Reader(Hdf5Reader&&) noexcept = default;
Hdf5Reader& Hdf5Reader::operator=(Hdf5Reader&&) noexcept = default;

Result<Hdf5Reader> Hdf5Reader::open(const std::filesystem::path& path) {
    const QuietErrors quiet;
    std::error_code code;
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    if (code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory ||
        code == std::errc::is_a_directory) {
        return fail("HDF5 file " + path.string(), {}, "a readable file", code.message());
    }
    if (code) throw FileError(path, "stat", code.value());
    auto impl = std::make_unique<Impl>();
    impl->path = path.string();
    impl->file_bytes = size;
    const Handle access = access_properties();
    impl->file = Handle{H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose};
    if (!impl->file) return fail("HDF5 file " + path.string(), {}, "an undamaged HDF5 file", last_error());
    return Hdf5Reader{std::move(impl)};
}

Result<Bytes> Hdf5Reader::bytes(const std::string& name, std::uint64_t max_bytes) const {
    const QuietErrors quiet;
    const auto found = impl_->dataset(name, max_bytes, 1);
    if (!found) return tl::unexpected<Error>(found.error());
    Bytes bytes(found->second);
    if (!bytes.empty() &&
        H5Dread(found->first.get(), H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0) {
        return fail("HDF5 file " + impl_->path, "dataset " + name, "data that match their checksums", last_error());
    }
    return bytes;
}

Result<std::vector<std::uint64_t>> Hdf5Reader::numbers(const std::string& name, std::uint64_t max_count) const {
    const QuietErrors quiet;
    const auto found = impl_->dataset(name, max_count, 8);
    if (!found) return tl::unexpected<Error>(found.error());
    std::vector<std::uint64_t> values(found->second);
    if (!values.empty() &&
        H5Dread(found->first.get(), H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
        return fail("HDF5 file " + impl_->path, "dataset " + name, "data that match their checksums", last_error());
    }
    return values;
}

Result<std::string> Hdf5Reader::text(const std::string& name) const {
    const QuietErrors quiet;
    Handle type;
    const auto attribute = impl_->attribute(name, H5T_STRING, type);
    if (!attribute) return tl::unexpected<Error>(attribute.error());
    const std::size_t size = H5Tget_size(type.get());
    if (H5Tis_variable_str(type.get()) != 0 || size == 0 || size > (1u << 16)) {
        return fail("HDF5 file " + impl_->path, "attribute " + name, "a short text", "another type");
    }
    std::string value(size, '\0');
    if (H5Aread(attribute->get(), type.get(), value.data()) < 0) {
        return fail("HDF5 file " + impl_->path, "attribute " + name, "a readable text", last_error());
    }
    value.resize(value.find('\0') == std::string::npos ? size : value.find('\0'));
    return value;
}

Result<std::uint64_t> Hdf5Reader::number(const std::string& name) const {
    const QuietErrors quiet;
    Handle type;
    const auto attribute = impl_->attribute(name, H5T_INTEGER, type);
    if (!attribute) return tl::unexpected<Error>(attribute.error());
    std::uint64_t value = 0;
    if (H5Aread(attribute->get(), H5T_NATIVE_UINT64, &value) < 0) {
        return fail("HDF5 file " + impl_->path, "attribute " + name, "a readable integer", last_error());
    }
    return value;
}

}  // namespace zk::io
