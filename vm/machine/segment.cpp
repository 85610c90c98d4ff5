#include "vm/machine/segment.hpp"

namespace zk::vm {

SegmentStatement statement_of(const Digest& vkd, const SegmentRecord& record, const TreeUpdate& tree) {
    SegmentStatement s;
    s.vkd = vkd;
    s.pc0 = record.start_pc;
    s.root0 = tree.root_before;
    s.pc1 = record.end_pc;
    s.clock1 = record.end_clock;
    s.root1 = tree.root_after;
    s.final = record.exited;
    s.exit_code = record.exit_code;
    s.public_words = record.public_words;
    return s;
}

}  // namespace zk::vm
