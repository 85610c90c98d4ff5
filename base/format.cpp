#include "base/format.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>

namespace zk {

std::string formatted(const char* pattern, ...) {
    std::array<char, 256> line{};
    std::va_list arguments;
    va_start(arguments, pattern);
    const int n = std::vsnprintf(line.data(), line.size(), pattern, arguments);
    va_end(arguments);
    if (n < 0) return {};
    const auto size = static_cast<std::size_t>(n);
    if (size < line.size()) return {line.data(), size};
    std::string text(size + 1, '\0');
    va_start(arguments, pattern);
    const int again = std::vsnprintf(text.data(), text.size(), pattern, arguments);
    va_end(arguments);
    text.resize(again < 0 ? 0 : size);
    return text;
}

}  // namespace zk
