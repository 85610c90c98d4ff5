#include "base/hex.hpp"

namespace zk {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_hex(ByteView bytes) {
    std::string text = "0x";
    text.reserve(2 + 2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

std::string to_hex(std::uint64_t value, int n_digits) {
    std::string digits;
    for (; value != 0 || n_digits > 0; value >>= 4, --n_digits) digits.insert(digits.begin(), kDigits[value & 15]);
    return "0x" + digits;
}

std::string to_quantity(ByteView bytes) {
    const std::string digits = to_hex(bytes).substr(2);
    const std::size_t first = digits.find_first_not_of('0');
    return "0x" + (first == std::string::npos ? "0" : digits.substr(first));
}

Result<Bytes> from_hex(std::string_view text) {
    const std::size_t prefix = text.starts_with("0x") || text.starts_with("0X") ? 2 : 0;
    const std::string_view digits = text.substr(prefix);
    if (digits.size() % 2 != 0) return fail("hex", "length", "an even number of digits", std::to_string(digits.size()));
    Bytes bytes(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int value = digit_value(digits[i]);
        if (value < 0) {
            return fail(
                "hex",
                "position " + std::to_string(prefix + i),
                "a hexadecimal digit",
                "byte " + std::to_string(static_cast<unsigned char>(digits[i]))
            );
        }
        bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | value);
    }
    return bytes;
}

}  // namespace zk
