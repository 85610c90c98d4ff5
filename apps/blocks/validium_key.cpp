#include "apps/blocks/validium_key.hpp"

#include "apps/cli/command.hpp"
#include "apps/program/program.hpp"
#include "base/hex.hpp"
#include "guest/crypto/ecies.hpp"

#include <algorithm>

namespace zk::apps {

std::optional<guest::Word> read_validium_key(const std::string& path) {
    if (path.empty()) return std::nullopt;
    constexpr std::uint64_t kMaxBytes = 1024;
    const auto file = read_whole_file(path, kMaxBytes);
    if (!file) throw UsageError("validium key: " + file.error().message());
    std::string text(file->begin(), file->end());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    const auto bytes = from_hex(text);
    guest::Word key{};
    if (bytes && bytes->size() == key.size()) std::ranges::copy(*bytes, key.begin());
    if (!guest::crypto::public_key_of(key)) {
        throw UsageError("validium key " + path + ": expected a secret key of secp256k1 as 64 hexadecimal digits");
    }
    return key;
}

}  // namespace zk::apps
