#pragma once
// A walk over JSON that keeps the first error and names its place. Internal to apps/witness.

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "guest/types.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zk::witness {

using Json = nlohmann::json;

/// Parses one JSON text. Refused: syntax errors, trailing text, repeated keys, nesting deeper than 32. An integer beyond
/// 64 bits becomes the string of its decimal digits.
Result<Json> parse_json(std::string_view text);

/// What a walk shares: the name of what is being read and the first error.
struct Walk {
    std::string what;
    std::optional<Error> error;
};

/// A value at its place in the text. After the first error every accessor returns a zero value. A Value must outlive
/// the children taken from it.
class Value {
  public:
    Value(const Json& json, Walk& walk) : json_(&json), walk_(&walk) {}

    /// Member under one of several names; missing, or present under two names, is an error. A null counts as present.
    [[nodiscard]] Value member(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] Value member(std::string_view name) const { return member({name}); }
    /// True when a member has one of the names and is not null.
    [[nodiscard]] bool has(std::initializer_list<std::string_view> names) const;
    [[nodiscard]] bool has(std::string_view name) const { return has({name}); }
    /// Refuses a member that is there and not null.
    void must_be_absent(std::string_view name) const;

    /// Names of all members of an object; refuses anything else.
    [[nodiscard]] std::vector<std::string_view> names() const;

    /// Length of an array; refuses anything else.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Value at(std::size_t index) const;

    /// The only member of an object that has one.
    [[nodiscard]] Value only_member() const;
    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] bool is_null() const { return json_->is_null(); }
    [[nodiscard]] bool is_object() const { return json_->is_object(); }

    /// A number as JSON integer or as "0x" quantity without zero padding.
    [[nodiscard]] std::uint64_t uint64() const;
    [[nodiscard]] guest::Word uint256() const;
    /// 0 or 1 as boolean, integer or quantity.
    [[nodiscard]] std::uint8_t parity() const;

    /// "0x" and an even number of digits.
    [[nodiscard]] Bytes bytes() const;
    template <std::size_t N>
    [[nodiscard]] std::array<std::uint8_t, N> fixed() const {
        std::array<std::uint8_t, N> out{};
        fixed(std::span<std::uint8_t>(out));
        return out;
    }

    /// 32 bytes, with or without "0x".
    [[nodiscard]] guest::Hash digest() const;

    void refuse(std::string expected) const;
    void refuse(std::string expected, std::string got) const;
    [[nodiscard]] std::string path() const;

  private:
    Value child(const Json& json, std::string_view name) const;
    void fixed(std::span<std::uint8_t> out) const;
    [[nodiscard]] bool failed() const { return walk_->error.has_value(); }

    const Json* json_;
    Walk* walk_;
    const Value* parent_ = nullptr;
    std::string_view name_;             // in an object
    std::optional<std::size_t> index_;  // in an array
};

}  // namespace zk::witness
