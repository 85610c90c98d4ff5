#include "apps/blocks/validium_key.hpp"

#include "apps/cli/command.hpp"
#include "apps/program/program.hpp"
#include "base/hex.hpp"
#include "guest/crypto/ecies.hpp"

#include <algorithm>

namespace zk::apps {

Result<std::optional<guest::Word>> read_validium_key(const std::string& path) {
    if (path.empty()) return std::optional<guest::Word>{};
    constexpr std::uint64_t kMaxBytes = 1024;
    const auto file = read_whole_file(path, kMaxBytes);
    if (!file) return tl::unexpected(file.error());
    std::string text(file->begin(), file->end());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    const auto bytes = from_hex(text);
    guest::Word key{};
    if (bytes && bytes->size() == key.size()) std::ranges::copy(*bytes, key.begin());
    if (!guest::crypto::public_key_of(key)) {
        return fail("validium key " + path, "", "a secret key of secp256k1 as 64 hexadecimal digits");
    }
    return std::optional<guest::Word>{key};
}

std::optional<guest::Word> validium_key_of(const Settings& settings) {
    const auto key = read_validium_key(settings.validium_key);
    if (!key) throw UsageError(key.error().message());
    return *key;
}

}  // namespace zk::apps
