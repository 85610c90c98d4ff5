#include "vm/proof/segment_proof.hpp"

#include "stark/proof/encoding.hpp"
#include "stark/verifier/verifier.hpp"
#include "vm/proof/words.hpp"

#include <string>

namespace zk::vm {
namespace {

constexpr const char* kWhat = "segment proof";
constexpr std::size_t kStatementBytes = 4 * kStatementElements;

}  // namespace

Bytes encode_segment_proof(const SegmentStatement& statement, ByteView proof) {
    Bytes out;
    out.reserve(kStatementBytes + proof.size());
    for (const Felt element : encode(statement)) append_word(out, element.value());
    out.insert(out.end(), proof.begin(), proof.end());
    return out;
}

Result<SegmentStatement> segment_statement(ByteView segment) {
    if (segment.size() < kStatementBytes) {
        return fail(
            kWhat, "length", "at least " + std::to_string(kStatementBytes) + " bytes", std::to_string(segment.size())
        );
    }
    WordReader words(segment.first(kStatementBytes), kWhat);
    std::vector<Felt> elements(kStatementElements);
    for (Felt& element : elements) element = words.element("statement");
    if (const auto& error = words.error()) return tl::unexpected(*error);
    return decode_statement(elements);
}

Result<SegmentStatement> verify_segment_proof(
    const stark::Machine& machine, const stark::Preset& preset, const stark::VerifyingKey& key, ByteView segment
) {
    const auto statement = segment_statement(segment);
    if (!statement) return tl::unexpected(statement.error());
    if (statement->vkd != key.digest) return fail(kWhat, "verifying-key digest", "that of the program");
    const auto boundary = boundary_terms(*statement);
    const auto proof = stark::decode_proof(segment.subspan(kStatementBytes), machine, preset, key, boundary.size());
    if (!proof) {
        const stark::DecodeError& error = proof.error();
        return fail(
            kWhat,
            std::string(error.what()) + " at byte " + std::to_string(kStatementBytes + error.offset),
            std::to_string(error.expected),
            std::to_string(error.got)
        );
    }
    const stark::VerifyError error = stark::verify(machine, preset, key, encode(*statement), boundary, *proof);
    if (!error.ok())
        return fail(kWhat, std::string("check refused: ") + error.what() + " " + std::to_string(error.index));
    return *statement;
}

}  // namespace zk::vm
