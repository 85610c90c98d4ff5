#include "apps/witness/json.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <vector>

namespace zk::witness {
namespace {

constexpr std::size_t kMaxDepth = 32;
const Json kNull;

// Builds a Json from parser events; unlike the library's own builder it refuses repeated keys and keeps big integers.
class Builder final : public nlohmann::json_sax<Json> {
  public:
    bool null() override { return put(Json()); }
    bool boolean(bool value) override { return put(Json(value)); }
    bool number_integer(number_integer_t value) override { return put(Json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return put(Json(value)); }
    bool number_float(number_float_t value, const string_t& digits) override {
        const bool is_integer = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
        return put(is_integer ? Json(digits) : Json(value));
    }
    bool string(string_t& value) override { return put(Json(std::move(value))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (stack_.back()->contains(name)) {
            error = Error{"JSON", "object", "each key once", "\"" + name + "\" twice"};
            return false;
        }
        key_ = std::move(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& reason) override {
        error = Error{"JSON", "byte " + std::to_string(position), "valid JSON", reason.what()};
        return false;
    }

    Json root;
    std::optional<Error> error;

  private:
    Json* place(Json&& value) {
        if (stack_.empty()) {
            root = std::move(value);
            return &root;
        }
        Json& parent = *stack_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[key_] = std::move(value));
    }
    bool put(Json&& value) {
        place(std::move(value));
        return true;
    }
    bool open(Json&& container) {
        if (stack_.size() == kMaxDepth) {
            error = Error{"JSON", {}, "nesting of at most " + std::to_string(kMaxDepth) + " levels", "more"};
            return false;
        }
        stack_.push_back(place(std::move(container)));
        return true;
    }
    bool close() {
        stack_.pop_back();
        return true;
    }

    std::vector<Json*> stack_;  // open containers; a parent does not move while its child is open
    std::string key_;
};

std::string shortened(const Json& json) {
    std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (text.size() > 80) text = text.substr(0, 80) + "... (" + std::to_string(text.size()) + " characters)";
    return text;
}

// Multiplies by 10 and adds; false on overflow.
bool append_decimal(guest::Word& word, int digit) {
    int carry = digit;
    for (std::size_t i = word.size(); i-- > 0;) {
        const int value = word[i] * 10 + carry;
        word[i] = static_cast<std::uint8_t>(value);
        carry = value >> 8;
    }
    return carry == 0;
}

std::optional<guest::Word> parse_decimal(std::string_view digits) {
    guest::Word word{};
    for (const char c : digits) {
        if (c < '0' || c > '9' || !append_decimal(word, c - '0')) return std::nullopt;
    }
    return word;
}

std::optional<guest::Word> parse_quantity(std::string_view text) {
    const std::string_view digits = text.substr(2);
    if (digits.empty() || digits.size() > 64 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
    const auto bytes = from_hex((digits.size() % 2 == 1 ? "0" : "") + std::string(digits));
    if (!bytes) return std::nullopt;
    guest::Word word{};
    std::ranges::copy(*bytes, word.end() - static_cast<std::ptrdiff_t>(bytes->size()));
    return word;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
    Builder builder;
    const bool parsed = Json::sax_parse(text, &builder);
    if (builder.error) return tl::unexpected(*builder.error);
    if (!parsed) return fail("JSON", {}, "one JSON value", "something else");
    return std::move(builder.root);
}

Value Value::child(const Json& json, std::string_view name) const {
    Value value(json, *walk_);
    value.parent_ = this;
    value.name_ = name;
    return value;
}

Value Value::member(std::initializer_list<std::string_view> names) const {
    const Value missing = child(kNull, *names.begin());
    if (failed()) return missing;
    if (!json_->is_object()) {
        refuse("an object");
        return missing;
    }
    const Json* found = nullptr;
    std::string_view found_name;
    for (const std::string_view name : names) {
        const auto at = json_->find(name);
        if (at == json_->end()) continue;
        if (found != nullptr) {
            refuse("one of \"" + std::string(found_name) + "\" and \"" + std::string(name) + "\"", "both");
            return missing;
        }
        found = &*at;
        found_name = name;
    }
    if (found == nullptr) {
        missing.refuse("a value", "nothing");
        return missing;
    }
    return child(*found, found_name);
}

bool Value::has(std::initializer_list<std::string_view> names) const {
    if (failed() || !json_->is_object()) return false;
    return std::ranges::any_of(names, [&](std::string_view name) {
        const auto at = json_->find(name);
        return at != json_->end() && !at->is_null();
    });
}

void Value::must_be_absent(std::string_view name) const {
    if (has(name)) member(name).refuse("null or nothing: the fork has no such field");
}

std::vector<std::string_view> Value::names() const {
    std::vector<std::string_view> names;
    if (failed()) return names;
    if (!json_->is_object()) {
        refuse("an object");
        return names;
    }
    for (auto at = json_->begin(); at != json_->end(); ++at) names.emplace_back(at.key());
    return names;
}

std::size_t Value::size() const {
    if (failed()) return 0;
    if (!json_->is_array()) {
        refuse("an array");
        return 0;
    }
    return json_->size();
}

Value Value::at(std::size_t index) const {
    Value value = child(failed() ? kNull : (*json_)[index], {});
    value.index_ = index;
    return value;
}

Value Value::only_member() const {
    if (failed()) return child(kNull, {});
    if (!json_->is_object() || json_->size() != 1) {
        refuse("an object with one member");
        return child(kNull, {});
    }
    const auto first = json_->begin();
    return child(first.value(), first.key());
}

guest::Word Value::uint256() const {
    if (failed()) return {};
    if (json_->is_number_unsigned()) return guest::to_word(json_->get<std::uint64_t>());
    if (json_->is_string()) {
        const auto& text = json_->get_ref<const std::string&>();
        const auto word = text.starts_with("0x") ? parse_quantity(text) : std::nullopt;
        if (word) return *word;
        // A JSON integer beyond 64 bits, see parse_json.
        const auto decimal = parse_decimal(text);
        if (decimal && *decimal > guest::to_word(UINT64_MAX)) return *decimal;
    }
    refuse("an unsigned integer or a 0x quantity without zero padding, below 2^256");
    return {};
}

std::uint64_t Value::uint64() const {
    const guest::Word word = uint256();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (i < 24 && word[i] != 0) {
            refuse("an integer below 2^64");
            return 0;
        }
        value = value << 8 | word[i];
    }
    return value;
}

std::uint8_t Value::parity() const {
    if (!failed() && json_->is_boolean()) return json_->get<bool>() ? 1 : 0;
    const guest::Word word = uint256();
    if (!failed() && word > guest::to_word(1)) refuse("0 or 1");
    return failed() ? std::uint8_t{0} : word[31];
}

Bytes Value::bytes() const {
    if (failed()) return {};
    if (!json_->is_string() || !json_->get_ref<const std::string&>().starts_with("0x")) {
        refuse("a hex string that begins with 0x");
        return {};
    }
    auto bytes = from_hex(json_->get_ref<const std::string&>());
    if (!bytes) {
        refuse(bytes.error().expected, bytes.error().got + " at " + bytes.error().where);
        return {};
    }
    return std::move(*bytes);
}

guest::Hash Value::digest() const {
    guest::Hash hash{};
    if (failed()) return hash;
    const auto bytes = json_->is_string() ? from_hex(json_->get_ref<const std::string&>()) : fail("not a string");
    if (!bytes || bytes->size() != hash.size()) {
        refuse("32 bytes in hexadecimal digits");
        return hash;
    }
    std::ranges::copy(*bytes, hash.begin());
    return hash;
}

void Value::fixed(std::span<std::uint8_t> out) const {
    const Bytes value = bytes();
    if (failed()) return;
    if (value.size() != out.size()) {
        refuse(std::to_string(out.size()) + " bytes", std::to_string(value.size()) + " bytes");
        return;
    }
    std::ranges::copy(value, out.begin());
}

void Value::refuse(std::string expected) const {
    refuse(std::move(expected), shortened(*json_));
}

void Value::refuse(std::string expected, std::string got) const {
    if (!failed()) walk_->error = Error{walk_->what, path(), std::move(expected), std::move(got)};
}

std::string Value::path() const {
    std::string path = parent_ == nullptr ? std::string() : parent_->path();
    if (index_) return path + "[" + std::to_string(*index_) + "]";
    if (!path.empty() && !name_.empty()) path += ".";
    return path + std::string(name_);
}

}  // namespace zk::witness
