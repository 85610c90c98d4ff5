#include "vm/proof/proof_file.hpp"

#include "vm/proof/segment_proof.hpp"
#include "vm/proof/words.hpp"

namespace zk::vm {
namespace {

constexpr const char* kWhat = "proof file";
constexpr std::uint32_t kMagic = 0x4650'4b5a;  // "ZKPF"
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kPcLimit = 1u << 29;

}  // namespace

Bytes encode_proof_file(
    const stark::Preset& preset, const ProgramCommitment& program, std::span<const Bytes> segments
) {
    Bytes out;
    append_word(out, kMagic);
    append_word(out, kVersion);
    append_word(out, preset.id);
    append_word(out, program.entry);
    append_digest(out, program.image_root);
    append_word(out, program.log_height);
    append_digest(out, program.root_small);
    append_digest(out, program.root_large);
    append_word(out, static_cast<std::uint32_t>(segments.size()));
    for (const Bytes& segment : segments) {
        append_word(out, static_cast<std::uint32_t>(segment.size()));
        out.insert(out.end(), segment.begin(), segment.end());
    }
    return out;
}

Result<ProofFile> decode_proof_file(ByteView bytes) {
    WordReader words(bytes, kWhat);
    ProofFile file;
    const std::uint32_t magic = words.word("magic");
    if (!words.error() && magic != kMagic) words.refuse("magic", "ZKPF", std::to_string(magic));
    const std::uint32_t version = words.word("version");
    if (!words.error() && version != kVersion)
        words.refuse("version", std::to_string(kVersion), std::to_string(version));
    const std::uint32_t preset = words.word("preset");
    if (!words.error()) {
        file.preset = stark::find_preset(preset);
        if (file.preset == nullptr) words.refuse("preset", "a known id", std::to_string(preset));
    }
    file.program.entry = words.word("entry");
    if (file.program.entry >= kPcLimit)
        words.refuse("entry", "a word index below 2^29", std::to_string(file.program.entry));
    file.program.image_root = words.digest("image root");
    file.program.log_height = words.word("program height");
    if (!words.error() &&
        (file.program.log_height < stark::kMinLogHeight || file.program.log_height > stark::kMaxLogHeight)) {
        words.refuse("program height", "2^4 to 2^24", "2^" + std::to_string(file.program.log_height));
    }
    file.program.root_small = words.digest("program root, small stack");
    file.program.root_large = words.digest("program root, large stack");
    const std::uint32_t n_segments = words.word("number of segments");
    if (!words.error() && (n_segments == 0 || n_segments > kMaxSegments)) {
        words.refuse("number of segments", "1 to " + std::to_string(kMaxSegments), std::to_string(n_segments));
    }
    for (std::uint32_t i = 0; i < n_segments && !words.error(); ++i) {
        const std::uint32_t length = words.word("length of a segment");
        file.segments.push_back(words.bytes(length, "segment"));
    }
    if (!words.error() && words.left() != 0) {
        words.refuse("end", "no byte behind the last segment", std::to_string(words.left()) + " bytes");
    }
    if (const auto& error = words.error()) return tl::unexpected(*error);
    return file;
}

Result<VerifiedRun> verify_proof_file(const stark::Machine& machine, ByteView bytes, const Expected& expected) {
    const auto file = decode_proof_file(bytes);
    if (!file) return tl::unexpected(file.error());
    if (file->preset->for_tests_only && !expected.accept_toy) {
        return fail(
            kWhat, "preset", "one that promises security", std::string(file->preset->name) + " (--accept-toy takes it)"
        );
    }
    const stark::VerifyingKey key = verifying_key(machine, *file->preset, file->program);
    if (expected.vkd && *expected.vkd != key.digest) {
        return fail(kWhat, "program", to_hex(*expected.vkd), to_hex(key.digest));
    }
    std::vector<SegmentStatement> statements;
    for (std::size_t i = 0; i < file->segments.size(); ++i) {
        auto statement = segment_statement(file->segments[i]);
        if (!statement) {
            statement.error().where = "segment " + std::to_string(i) + ", " + statement.error().where;
            return tl::unexpected(statement.error());
        }
        statements.push_back(*statement);
    }
    const auto claim = check_chain(identity_of(key, file->program), statements);
    if (!claim) return tl::unexpected(claim.error());
    if (expected.public_words && *expected.public_words != claim->public_words) {
        return fail(kWhat, "public inputs", "those given", "others");
    }
    if (expected.exit_code && *expected.exit_code != claim->exit_code) {
        return fail(kWhat, "exit code", std::to_string(*expected.exit_code), std::to_string(claim->exit_code));
    }
    VerifiedRun run{.preset = file->preset, .vkd = key.digest, .program = file->program, .claim = *claim};
    for (std::size_t i = 0; i < file->segments.size(); ++i) {
        auto verified = verify_segment_proof(machine, *file->preset, key, file->segments[i]);
        if (!verified) {
            verified.error().where = "segment " + std::to_string(i) + ", " + verified.error().where;
            return tl::unexpected(verified.error());
        }
        if (!statements[i].final) run.n_cycles += statements[i].clock1 / 4 - 1;
    }
    return run;
}

}  // namespace zk::vm
