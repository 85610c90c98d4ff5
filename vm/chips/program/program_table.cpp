#include "vm/chips/program/program_table.hpp"

#include <algorithm>
#include <bit>

namespace zk::vm {

stark::Table program_table() {
    static constexpr const char* kNames[kProgramFields] = {
        "pc", "opcode", "rd", "rs1", "rs2", "imm_lo", "imm_hi", "target"};
    AirBuilder b;
    const Expr times = b.main_column("program.times");
    std::vector<Expr> fields;
    for (const char* name : kNames) fields.push_back(b.program_column(std::string("program.") + name));
    b.receive("fetch", kProgramBus, times, fields);
    return {"program", b.take(), true, stark::kHeightFromKey, false};
}

int program_log_height(const Program& program) {
    return std::max(stark::kMinLogHeight, static_cast<int>(std::bit_width(program.code.size() - 1)));
}

stark::ProgramColumns program_columns(const Program& program) {
    stark::ProgramColumns columns(0, program_log_height(program), kProgramFields);
    const auto n = static_cast<std::uint32_t>(program.code.size());
    for (std::uint32_t i = 0; i < n; ++i) {
        const ProgramRow row = program_row(program.code_base + i, program.code[i], program.code_base, n);
        for (std::size_t j = 0; j < kProgramFields; ++j) columns.column(j)[i] = Felt(row[j]);
    }
    return columns;
}

}  // namespace zk::vm
