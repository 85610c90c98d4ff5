#include "io/hdf5/artifacts.hpp"

#include "base/format.hpp"
#include "io/files/atomic_file.hpp"
#include "io/hdf5/file.hpp"

#include <algorithm>
#include <stdexcept>

namespace zk::io {
namespace {

constexpr std::uint64_t kFormatVersion = 1;

std::string name_of(TaskType type, const std::string& id) {
    if (!is_task_id(id)) {
        throw std::invalid_argument(
            std::string(task_type_name(type)) + " id: expected 64 hexadecimal digits, got " + id
        );
    }
    return std::string(task_type_name(type)) + "-" + (id.starts_with("0x") ? id.substr(2) : id);
}

std::string numbered(std::uint32_t index) {
    return formatted("%06u", index);
}

void describe(Hdf5Builder& builder, const char* kind) {
    builder.set_text("kind", kind);
    builder.set_number("format_version", kFormatVersion);
}

/// Opens a file and checks that it is of this kind and version.
Result<Hdf5Reader> open_kind(const std::filesystem::path& path, const char* kind) {
    auto reader = Hdf5Reader::open(path);
    if (!reader) return reader;
    const auto found_kind = reader->text("kind");
    if (!found_kind) return tl::unexpected<Error>(found_kind.error());
    if (*found_kind != kind) return fail("HDF5 file " + path.string(), "kind", kind, *found_kind);
    const auto version = reader->number("format_version");
    if (!version) return tl::unexpected<Error>(version.error());
    if (*version != kFormatVersion) {
        return fail(
            "HDF5 file " + path.string(), "format_version", std::to_string(kFormatVersion), std::to_string(*version)
        );
    }
    return reader;
}

/// Reads members one after the other and keeps the first error.
class Taker {
  public:
    explicit Taker(const Hdf5Reader& reader) : reader_(reader) {}

    void text(const std::string& name, std::string& out) { take(reader_.text(name), out); }
    void number(const std::string& name, std::uint64_t& out) { take(reader_.number(name), out); }
    void number(const std::string& name, std::uint32_t& out) {
        std::uint64_t value = 0;
        take(reader_.number(name), value);
        if (value > UINT32_MAX && !error_) {
            error_ = Error{"HDF5 attribute " + name, {}, "a number below 2^32", std::to_string(value)};
        }
        out = static_cast<std::uint32_t>(value);
    }
    void bytes(const std::string& name, Bytes& out) { take(reader_.bytes(name, kMaxDatasetBytes), out); }
    void numbers(const std::string& name, std::vector<std::uint64_t>& out) {
        take(reader_.numbers(name, 1u << 24), out);
    }

    template <class T>
    Result<T> result(T&& value) {
        if (error_) return tl::unexpected<Error>(*error_);
        return std::forward<T>(value);
    }
    [[nodiscard]] bool good() const { return !error_; }
    [[nodiscard]] Error error() const { return error_.value_or(Error{}); }

  private:
    template <class T>
    void take(Result<T> found, T& out) {
        if (found) {
            out = std::move(*found);
        } else if (!error_) {
            error_ = std::move(found.error());
        }
    }

    const Hdf5Reader& reader_;
    std::optional<Error> error_;
};

}  // namespace

std::string DataFolder::block_path(std::uint64_t number, const std::string& hash) {
    const std::string digits = hash.starts_with("0x") ? hash.substr(2) : hash;
    return "blocks/" + std::to_string(number) + "-" + digits.substr(0, 16) + ".h5";
}

std::filesystem::path DataFolder::segment_folder(TaskType type, const std::string& id) const {
    return root_ / "segments" / name_of(type, id);
}

std::filesystem::path DataFolder::segment_path(TaskType type, const std::string& id, std::uint32_t index) const {
    return segment_folder(type, id) / (numbered(index) + ".h5");
}

std::filesystem::path DataFolder::task_path(TaskType type, const std::string& id) const {
    return root_ / "tasks" / (name_of(type, id) + ".h5");
}

std::filesystem::path DataFolder::proof_path(TaskType type, const std::string& id) const {
    return root_ / "proofs" / (name_of(type, id) + ".proof");
}

Result<std::filesystem::path> DataFolder::resolve(const std::string& relative) const {
    const std::filesystem::path path = relative;
    const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
    if (path.empty() || path.has_root_path() || climbs) {
        return fail("stored path", {}, "one below the data folder", relative);
    }
    return root_ / path;
}

void write_block_file(const std::filesystem::path& path, const BlockFile& block) {
    Hdf5Builder builder;
    describe(builder, "zkprove block");
    builder.set_number("number", block.number);
    builder.set_text("hash", block.hash);
    builder.set_text("fork", block.fork);
    builder.add_bytes("witness", block.witness);
    builder.add_bytes("extra", block.extra);
    builder.add_bytes("hints", block.hints);
    builder.set_number("hints_uncertain", block.hints_uncertain ? 1 : 0);
    write_atomic(path, builder.finish());
}

Result<BlockFile> read_block_file(const std::filesystem::path& path) {
    const auto reader = open_kind(path, "zkprove block");
    if (!reader) return tl::unexpected<Error>(reader.error());
    BlockFile block;
    Taker take{*reader};
    take.number("number", block.number);
    take.text("hash", block.hash);
    take.text("fork", block.fork);
    take.bytes("witness", block.witness);
    take.bytes("extra", block.extra);
    take.bytes("hints", block.hints);
    std::uint64_t uncertain = 0;
    take.number("hints_uncertain", uncertain);
    block.hints_uncertain = uncertain != 0;
    return take.result(std::move(block));
}

void write_segment_file(const std::filesystem::path& path, const SegmentFile& segment) {
    Hdf5Builder builder;
    describe(builder, "zkprove segment");
    builder.set_text("task_id", segment.task_id);
    builder.set_number("index", segment.index);
    builder.set_number("prove_ms", segment.prove_ms);
    builder.set_text("host", segment.host);
    builder.set_number("rank", segment.rank);
    builder.set_text("version", segment.version);
    builder.add_bytes("proof", segment.proof);
    write_atomic(path, builder.finish());
}

Result<SegmentFile> read_segment_file(const std::filesystem::path& path) {
    const auto reader = open_kind(path, "zkprove segment");
    if (!reader) return tl::unexpected<Error>(reader.error());
    SegmentFile segment;
    Taker take{*reader};
    take.text("task_id", segment.task_id);
    take.number("index", segment.index);
    take.number("prove_ms", segment.prove_ms);
    take.text("host", segment.host);
    take.number("rank", segment.rank);
    take.text("version", segment.version);
    take.bytes("proof", segment.proof);
    return take.result(std::move(segment));
}

void write_task_file(const std::filesystem::path& path, const TaskFile& task) {
    Hdf5Builder builder;
    describe(builder, "zkprove task");
    builder.set_text("type", task_type_name(task.type));
    builder.set_text("id", task.id);
    builder.set_text("fork", task.fork);
    builder.set_text("proof_format", task.format);
    builder.set_text("pi_hash", task.pi_hash);
    builder.set_text("proof_digest", task.digest);
    builder.set_text("version", task.version);
    builder.set_text("job", task.job);
    builder.set_number("started_unix_ms", task.started_unix_ms);
    builder.set_number("finished_unix_ms", task.finished_unix_ms);
    builder.add_bytes("witness", task.witness);
    builder.add_bytes("plan", task.plan);
    builder.add_bytes("proof", task.proof);
    std::vector<std::uint64_t> prove_ms;
    std::vector<std::uint64_t> ranks;
    std::string hosts;
    for (const SegmentFile& segment : task.segments) {
        builder.add_bytes("segments/" + numbered(segment.index), segment.proof);
        prove_ms.push_back(segment.prove_ms);
        ranks.push_back(segment.rank);
        hosts += segment.host + "\n";
    }
    builder.add_numbers("timing/segment_prove_ms", prove_ms);
    builder.add_numbers("timing/segment_rank", ranks);
    builder.add_bytes(
        "timing/segment_hosts", ByteView{reinterpret_cast<const std::uint8_t*>(hosts.data()), hosts.size()}
    );
    write_atomic(path, builder.finish(), Readers::kOwner);  // a validium's witness holds its key
}

Result<TaskFile> read_task_file(const std::filesystem::path& path) {
    const auto reader = open_kind(path, "zkprove task");
    if (!reader) return tl::unexpected<Error>(reader.error());
    TaskFile task;
    Taker take{*reader};
    std::string type;
    std::vector<std::uint64_t> prove_ms;
    std::vector<std::uint64_t> ranks;
    Bytes hosts;
    take.text("type", type);
    take.text("id", task.id);
    take.text("fork", task.fork);
    take.text("proof_format", task.format);
    take.text("pi_hash", task.pi_hash);
    take.text("proof_digest", task.digest);
    take.text("version", task.version);
    take.text("job", task.job);
    take.number("started_unix_ms", task.started_unix_ms);
    take.number("finished_unix_ms", task.finished_unix_ms);
    take.bytes("witness", task.witness);
    take.bytes("plan", task.plan);
    take.bytes("proof", task.proof);
    take.numbers("timing/segment_prove_ms", prove_ms);
    take.numbers("timing/segment_rank", ranks);
    take.bytes("timing/segment_hosts", hosts);
    if (!take.good()) return tl::unexpected<Error>(take.error());
    const auto known = task_type_from_name(type);
    if (!known) return fail("HDF5 file " + path.string(), "type", "chunk, batch or bundle", type);
    task.type = *known;
    if (ranks.size() != prove_ms.size()) {
        return fail(
            "HDF5 file " + path.string(),
            "timing/segment_rank",
            std::to_string(prove_ms.size()),
            std::to_string(ranks.size())
        );
    }
    auto host = hosts.begin();
    for (std::uint32_t index = 0; index < prove_ms.size(); ++index) {
        SegmentFile segment;
        segment.task_id = task.id;
        segment.index = index;
        segment.prove_ms = prove_ms[index];
        segment.rank = static_cast<std::uint32_t>(ranks[index]);
        segment.version = task.version;
        for (; host != hosts.end() && *host != '\n'; ++host) segment.host += static_cast<char>(*host);
        if (host != hosts.end()) ++host;
        take.bytes("segments/" + numbered(index), segment.proof);
        task.segments.push_back(std::move(segment));
    }
    return take.result(std::move(task));
}

}  // namespace zk::io
