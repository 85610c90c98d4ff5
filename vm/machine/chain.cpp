#include "vm/machine/chain.hpp"

#include <string>

namespace zk::vm {

Result<RunClaim> check_chain(const ProgramIdentity& program, std::span<const SegmentStatement> segments) {
    constexpr const char* kWhat = "chain of segments";
    if (segments.empty() || segments.size() > kMaxSegments) {
        return fail(kWhat, "number", "1 to 8192 segments", std::to_string(segments.size()));
    }
    std::uint32_t pc = program.entry;
    Digest root = program.image_root;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const SegmentStatement& s = segments[i];
        const std::string where = "segment " + std::to_string(i);
        const char* const before = i == 0 ? "that of the program's start" : "that of the previous segment's end";
        if (auto ranges = check_ranges(s); !ranges) {
            ranges.error().where = where + " " + ranges.error().where;
            return tl::unexpected(std::move(ranges.error()));
        }
        if (s.vkd != program.vkd) return fail(kWhat, where + " verifying-key digest", "that of the program");
        if (s.pc0 != pc) return fail(kWhat, where + " pc", before + (" " + std::to_string(pc)), std::to_string(s.pc0));
        if (s.root0 != root) return fail(kWhat, where + " memory root", before);
        if (s.final != (i + 1 == segments.size())) {
            return s.final ? fail(kWhat, where, "no segment after the final one")
                           : fail(kWhat, where, "a final segment at the end");
        }
        pc = s.pc1;
        root = s.root1;
    }
    const SegmentStatement& last = segments.back();
    return RunClaim{last.exit_code, last.public_words, static_cast<std::uint32_t>(segments.size())};
}

}  // namespace zk::vm
