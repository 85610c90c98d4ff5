// The whole machine: programs are executed, recorded and traced; rows and buses must hold.

#include "vm/chips/program/program_table.hpp"
#include "vm/machine/rv32im.hpp"
#include "vm/testing/proving.hpp"
#include "vm/testing/random_program.hpp"

#include <gtest/gtest.h>

namespace zk::vm {
namespace {

using testing::TracedSegment;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

void expect_holds(const Program& program, const std::vector<TracedSegment>& segments) {
    const stark::ProgramColumns columns = program_columns(program);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        EXPECT_EQ(joined(testing::violations(testing::rv32im(), columns, segments[i])), "") << "segment " << i;
    }
}

TEST(Machine, RandomProgramsHoldInOneSegmentAndInSeveral) {
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Program program = testing::random_program(seed, 400).program();
        expect_holds(program, testing::trace_segments(program));
        expect_holds(program, testing::trace_segments(program, {}, 500));
    }
}

}  // namespace
}  // namespace zk::vm
