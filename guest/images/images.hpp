#pragma once
// The riscv32 ELF images of the project's programs, embedded in the binary.

#include <cstdint>
#include <span>
#include <string_view>

namespace zk::guest {

struct GuestImage {
    std::string_view name;
    std::span<const std::uint8_t> elf;
};

/// All images, in the order of program_names().
[[nodiscard]] std::span<const GuestImage> guest_images();

/// The image of that name; empty when there is none.
[[nodiscard]] std::span<const std::uint8_t> guest_image(std::string_view name);

}  // namespace zk::guest
