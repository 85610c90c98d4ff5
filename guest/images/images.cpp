#include "guest/images/images.hpp"

namespace zk::guest {

std::span<const std::uint8_t> guest_image(std::string_view name) {
    for (const GuestImage& image : guest_images()) {
        if (image.name == name) return image.elf;
    }
    return {};
}

}  // namespace zk::guest
