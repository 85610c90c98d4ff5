#include "apps/cli/settings.hpp"

#include "stark/soundness/preset.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <vector>

namespace zk::apps {
namespace {

using Json = nlohmann::json;

constexpr const char* kDefaultFile = "configs/zkprove.json";
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

struct Key {
    const char* name;  // path from the root, "run.lease_ms"
    std::string* text = nullptr;
    std::uint64_t* number = nullptr;
    std::uint64_t least = 0;
    std::uint64_t most = UINT64_MAX;
};

std::vector<Key> keys(Settings& s) {
    constexpr std::uint64_t kDay = 86'400'000;
    const auto text = [](const char* name, std::string& value) { return Key{.name = name, .text = &value}; };
    const auto number = [](const char* name, std::uint64_t& value, std::uint64_t least, std::uint64_t most) {
        return Key{.name = name, .number = &value, .least = least, .most = most};
    };
    return {
        text("database", s.database),
        text("data", s.data),
        text("validium_key", s.validium_key),
        text("preset", s.preset),
        number("threads", s.threads, 0, 4096),
        text("forks", s.forks),
        number("segments.max_cycles", s.segments.max_cycles, 1u << 4, 1u << 24),
        number("propose.max_blocks", s.propose.max_blocks, 1, 65'535),
        number("propose.max_transactions", s.propose.max_transactions, 1, 1u << 24),
        number("propose.max_witness_bytes", s.propose.max_witness_bytes, 1, std::uint64_t{1} << 31),
        number("run.max_attempts", s.run.max_attempts, 1, 1'000),
        number("run.max_expired", s.run.max_expired, 1, 1'000),
        number("run.heartbeat_ms", s.run.heartbeat_ms, 10, kDay),
        number("run.lease_ms", s.run.lease_ms, 20, kDay),
        number("run.backoff_ms", s.run.backoff_ms, 0, kDay),
        number("run.database_patience_ms", s.run.database_patience_ms, 0, kDay),
        number("run.answer_limit_ms", s.run.answer_limit_ms, 0, kDay),
        number("run.stop_grace_ms", s.run.stop_grace_ms, 0, kDay),
        number("run.min_free_bytes", s.run.min_free_bytes, 0, std::uint64_t{1} << 50),
        number("run.max_live_tasks", s.run.max_live_tasks, 0, 1u << 16),
    };
}

// The parser keeps the last of two equal keys in silence; this notices.
struct RepeatedKeys {
    std::vector<std::set<std::string>> open;
    std::string repeated;

    bool operator()(int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second) {
            repeated = parsed.get<std::string>();
        }
        return true;
    }
};

Result<void> set(const Key& key, const Json& value, const std::string& file) {
    if (key.text != nullptr) {
        if (!value.is_string()) return fail(file, key.name, "a text", value.dump());
        *key.text = value.get<std::string>();
        return {};
    }
    const std::string range = "a whole number of " + std::to_string(key.least) +
                              (key.most == UINT64_MAX ? std::string(" or more") : " to " + std::to_string(key.most));
    if (!value.is_number_unsigned()) return fail(file, key.name, range, value.dump());
    const auto number = value.get<std::uint64_t>();
    if (number < key.least || number > key.most) return fail(file, key.name, range, value.dump());
    *key.number = number;
    return {};
}

Result<void> apply(
    const std::map<std::string, Key>& known, const Json& object, const std::string& path, const std::string& file
) {
    for (const auto& [name, value] : object.items()) {
        const std::string full = path + name;
        if (const auto key = known.find(full); key != known.end()) {
            if (auto done = set(key->second, value, file); !done) return done;
            continue;
        }
        const auto inside = known.lower_bound(full + ".");
        if (inside == known.end() || inside->first.rfind(full + ".", 0) != 0) return fail(file, full, "a known key");
        if (!value.is_object()) return fail(file, full, "an object", value.dump());
        if (auto done = apply(known, value, full + ".", file); !done) return done;
    }
    return {};
}

Result<void> check(const Settings& settings, const std::string& where) {
    if (stark::find_preset(settings.preset) == nullptr) {
        std::string names;
        for (const stark::Preset& preset : stark::kPresets) {
            names += (names.empty() ? "" : " or ") + std::string(preset.name);
        }
        return fail(where, "preset", names, settings.preset);
    }
    if (settings.data.empty()) return fail(where, "data", "a folder", "an empty text");
    if (settings.run.lease_ms < 2 * settings.run.heartbeat_ms) {
        return fail(where, "run.lease_ms", "at least twice run.heartbeat_ms", std::to_string(settings.run.lease_ms));
    }
    return {};
}

}  // namespace

Result<void> apply_configuration(Settings& settings, std::string_view json, const std::string& file_name) {
    RepeatedKeys repeated;
    Json root;
    try {
        root = Json::parse(json, std::ref(repeated), true, true);
    } catch (const Json::parse_error& error) {
        return fail(file_name, "byte " + std::to_string(error.byte), "JSON", error.what());
    }
    if (!repeated.repeated.empty()) return fail(file_name, repeated.repeated, "one value", "the key twice");
    if (!root.is_object()) return fail(file_name, "", "a JSON object", root.type_name());
    std::map<std::string, Key> known;
    for (const Key& key : keys(settings)) known.emplace(key.name, key);
    if (auto done = apply(known, root, "", file_name); !done) return done;
    return check(settings, file_name);
}

Result<Settings> read_settings(const CommonFlags& flags) {
    Settings settings;
    const std::string file = flags.config.value_or(kDefaultFile);
    if (flags.config || std::filesystem::exists(file)) {
        std::ifstream stream(file, std::ios::binary);
        if (!stream) return fail(file, "", "a readable configuration file");
        const std::string text(std::istreambuf_iterator<char>(stream), {});
        if (text.size() > kMaxFileBytes) return fail(file, "", "a configuration file of at most 1 MiB");
        if (auto done = apply_configuration(settings, text, file); !done) return tl::unexpected(done.error());
    }
    if (const char* data = std::getenv("ZKPROVE_DATA"); data != nullptr && *data != '\0') settings.data = data;
    if (flags.database) settings.database = *flags.database;
    if (flags.data) settings.data = *flags.data;
    if (flags.validium_key) settings.validium_key = *flags.validium_key;
    if (flags.preset) settings.preset = *flags.preset;
    if (flags.threads) settings.threads = *flags.threads;
    settings.summary = flags.summary.value_or("");
    settings.log_file = flags.log_file.value_or("");
    settings.accept_toy = flags.accept_toy;
    settings.json = flags.json;
    settings.quiet = flags.quiet;
    settings.verbose = flags.verbose;
    if (auto done = check(settings, "settings"); !done) return tl::unexpected(done.error());
    return settings;
}

std::string to_json(const Settings& settings) {
    Settings copy = settings;
    copy.database = without_password(settings.database);
    Json root = Json::object();
    for (const Key& key : keys(copy)) {
        std::string pointer = "/" + std::string(key.name);
        for (char& c : pointer) c = c == '.' ? '/' : c;
        Json& place = root[Json::json_pointer(pointer)];
        if (key.text != nullptr) {
            place = *key.text;
        } else {
            place = *key.number;
        }
    }
    return root.dump();
}

std::string without_password(const std::string& database) {
    std::string out = database;
    // URL: scheme://user:password@host, the last '@' before the path ends the credentials.
    if (const auto scheme = out.find("://"); scheme != std::string::npos) {
        const auto begin = scheme + 3;
        const auto end = std::min(out.find_first_of("/?#", begin), out.size());
        const auto at = out.rfind('@', end);
        if (at != std::string::npos && at >= begin && at < end) {
            const auto colon = out.find(':', begin);
            if (colon != std::string::npos && colon < at) out.replace(colon + 1, at - colon - 1, "***");
        }
    }
    // Query and keyword form: password=VALUE up to the separator, quoted values whole.
    for (std::size_t at = 0; (at = out.find("password", at)) != std::string::npos;) {
        std::size_t begin = at + 8;
        while (begin < out.size() && out[begin] == ' ') ++begin;
        if (begin >= out.size() || out[begin] != '=') {
            at += 8;
            continue;
        }
        ++begin;
        while (begin < out.size() && out[begin] == ' ') ++begin;
        std::size_t end = begin;
        if (begin < out.size() && out[begin] == '\'') {
            for (++end; end < out.size() && out[end] != '\''; ++end) end += out[end] == '\\';
            end = std::min(end + 1, out.size());
        } else {
            while (end < out.size() && out[end] != ' ' && out[end] != '&' && out[end] != '#') ++end;
        }
        out.replace(begin, end - begin, "***");
        at = begin + 3;
    }
    return out;
}

}  // namespace zk::apps
