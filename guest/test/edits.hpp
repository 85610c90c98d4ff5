#pragma once

#include "base/bytes.hpp"

#include <cstddef>

namespace zk::test {

/// A valid text altered as fuzzed bytes say, so that a fuzzer begins behind the first checks. Each four bytes are one
/// edit: u16 position (modulo the size), operation modulo 3 (xor, remove, insert), value. An empty text stays empty.
inline Bytes apply_edits(ByteView text, ByteView edits) {
    Bytes out(text.begin(), text.end());
    for (std::size_t at = 0; at + 4 <= edits.size() && !out.empty(); at += 4) {
        const std::size_t position = (edits[at] | std::size_t{edits[at + 1]} << 8) % out.size();
        const auto place = out.begin() + static_cast<std::ptrdiff_t>(position);
        switch (edits[at + 2] % 3) {
            case 0:
                *place ^= edits[at + 3];
                break;
            case 1:
                out.erase(place);
                break;
            default:
                out.insert(place, edits[at + 3]);
                break;
        }
    }
    return out;
}

}  // namespace zk::test
