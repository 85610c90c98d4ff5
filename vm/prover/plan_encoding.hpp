#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "vm/segment/segment_plan.hpp"

namespace zk::vm {

/// A plan as bytes: little-endian 32-bit words, version first. It travels between ranks and is stored with its task.
Bytes encode_plan(const SegmentPlan& plan);
/// Refuses other versions, lengths and counts; whether the plan fits an execution shows when it is replayed.
Result<SegmentPlan> decode_plan(ByteView bytes);

}  // namespace zk::vm
