# Writes OUTPUT, a C++ source that holds each file NAME=PATH of IMAGES as a constant array.
set(names "")
set(arrays "")
foreach(image ${IMAGES})
    string(REGEX MATCH "^([^=]+)=(.+)$" _ "${image}")
    set(name ${CMAKE_MATCH_1})
    file(READ "${CMAKE_MATCH_2}" hex HEX)
    string(SUBSTRING ${name} 0 1 first)
    string(SUBSTRING ${name} 1 -1 rest)
    string(TOUPPER ${first} first)
    set(constant "k${first}${rest}")
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(REGEX REPLACE "(................................................................................)" "\\1\n    " bytes "${bytes}")
    string(APPEND arrays "alignas(16) constexpr std::uint8_t ${constant}[] = {\n    ${bytes}};\n\n")
    string(APPEND names "    {\"${name}\", ${constant}},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by guest/images/embed.cmake.
#include \"guest/images/images.hpp\"

namespace zk::guest {
namespace {

${arrays}constexpr GuestImage kImages[] = {
${names}};

}  // namespace

std::span<const GuestImage> guest_images() { return kImages; }

}  // namespace zk::guest
")
