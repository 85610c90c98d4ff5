// Hostile bytes to the verifier of proof files: as they are, and as the content of a file whose lengths, shape and key are right, so that they
// reach the checks behind the decoding. Nothing may crash, hang, allocate without bound, or be accepted.

#include "stark/proof/encoding.hpp"
#include "stark/proof/geometry.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/proof/proof_file.hpp"
#include "vm/proof/segment_proof.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

const zk::stark::Machine& machine() {
    static const zk::stark::Machine kMachine = zk::vm::make_rv32im_machine();
    return kMachine;
}

/// Takes bytes from the front; zero when there are none left.
class Source {
  public:
    explicit Source(zk::ByteView bytes) : bytes_(bytes) {}
    std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        const std::uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }
    std::uint32_t word() {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) value = value << 8 | byte();
        return value;
    }
    [[nodiscard]] zk::ByteView rest() const { return bytes_; }

  private:
    zk::ByteView bytes_;
};

/// A file of one segment with a shape that the machine allows, its statement and messages from the source.
zk::Bytes plausible_file(Source& source) {
    using zk::Felt;
    const zk::stark::Preset& preset = zk::stark::kToy;
    zk::vm::ProgramCommitment program;
    program.log_height = 4 + source.byte() % 5;
    program.entry = source.word() & 0x1fff'ffff;
    const zk::stark::VerifyingKey key = zk::vm::verifying_key(machine(), preset, program);

    zk::vm::SegmentStatement statement;
    statement.vkd = key.digest;
    statement.pc0 = program.entry;
    statement.final = true;
    statement.exit_code = source.byte();
    for (std::uint32_t& word : statement.public_words) word = source.byte();

    zk::stark::Shape shape;
    const auto& tables = machine().tables();
    for (std::uint32_t t = 0; t < tables.size(); ++t) {
        if (tables[t].fixed) {
            const int height = tables[t].fixed_log_height == zk::stark::kHeightFromKey ? key.program_log_height
                                                                                       : tables[t].fixed_log_height;
            shape.push_back({t, static_cast<std::uint32_t>(height)});
        } else if (const std::uint8_t choice = source.byte(); choice % 2 == 1) {
            shape.push_back({t, 4u + choice / 2 % 8});
        }
    }
    std::stable_sort(shape.begin(), shape.end(), [](const auto& a, const auto& b) {
        return a.log_height > b.log_height;
    });
    zk::stark::Geometry geometry;
    const auto boundary = zk::vm::boundary_terms(statement);
    if (zk::stark::derive_geometry(geometry, machine(), key, shape, boundary.size()) != zk::stark::ShapeError::kNone)
        return {};

    // Zeros are canonical; decoding them gives a proof with every length right, whose encoding is the frame to write into.
    zk::Bytes proof(zk::stark::encoded_size(geometry, preset), 0);
    const std::uint32_t header[] = {
        0x5053'4b5a, zk::stark::kProtocolVersion, preset.id, static_cast<std::uint32_t>(shape.size())};
    std::uint8_t* at = proof.data();
    const auto put = [&at](std::uint32_t word) {
        zk::store_u32le(at, word);
        at += 4;
    };
    for (const std::uint32_t word : header) put(word);
    for (const auto& instance : shape) {
        put(instance.table);
        put(instance.log_height);
    }
    const zk::ByteView rest = source.rest();
    const std::size_t room = static_cast<std::size_t>(proof.data() + proof.size() - at) / 4;
    for (std::size_t i = 0; i < std::min(room, rest.size()); ++i) put(rest[i]);
    const std::vector<zk::Bytes> segments{zk::vm::encode_segment_proof(statement, proof)};
    return zk::vm::encode_proof_file(preset, program, segments);
}

void must_refuse(zk::ByteView file) {
    zk::vm::Expected expected;
    expected.accept_toy = true;
    if (zk::vm::verify_proof_file(machine(), file, expected)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Source source({data, size});
    if (source.byte() % 2 == 0) {
        must_refuse(source.rest());
    } else {
        must_refuse(plausible_file(source));
    }
    return 0;
}
