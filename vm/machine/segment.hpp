#pragma once

#include "vm/machine/statement.hpp"
#include "vm/memory/memory_tree.hpp"
#include "vm/records/segment_record.hpp"

namespace zk::vm {

/// The statement that a record and the update of the memory tree make true.
SegmentStatement statement_of(const Digest& vkd, const SegmentRecord& record, const TreeUpdate& tree);

}  // namespace zk::vm
