#include "guest/platform/native/error.hpp"

#include "base/hex.hpp"

#include <array>

namespace zk::guest {

Error to_error(std::string what, const Refusal& refusal) {
    std::array<char, 256> buffer;
    Error error;
    error.what = std::move(what);
    error.where = write_where(buffer, refusal);
    switch (refusal.got) {
        case Refusal::Got::kNothing:
            error.expected = refusal.expected;
            break;
        case Refusal::Got::kNumber:
            error.expected = refusal.expected;
            error.got = std::to_string(refusal.number);
            break;
        case Refusal::Got::kHash:
            error.expected = refusal.expected;
            error.got = to_hex(refusal.got_hash);
            break;
        case Refusal::Got::kHashes:
            error.expected = to_hex(refusal.expected_hash);
            error.got = to_hex(refusal.got_hash);
            break;
    }
    return error;
}

}  // namespace zk::guest
